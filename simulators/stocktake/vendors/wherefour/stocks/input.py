"""A new stock lot: from the body to its columns. Source: docs/reference/wherefour.md 4 and 5.3."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules import money
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.access import Account
from stocktake.vendors.wherefour.columns import columns
from stocktake.vendors.wherefour.references import read_reference

from . import numbering

Item = Mapping[str, Any]

FLAGS = columns("generate_barcode generate_lot_code generate_serial_number")
# The settings by which an item requires a column of its lots (5.3).
_REQUIRED = {
    "receive_require_barcode": "barcode",
    "receive_require_serial_number": "serial_number",
    "receive_require_location": "location_id",
    "receive_require_expiration_date": "expiration_date",
}


def read_lot(world: World, account: Account, body: wire.Body, *, item: Item) -> dict[str, Any]:
    """Return the columns of a new lot of an item, `count` in its unit of use."""
    count = wire.read_count(body, "count")
    if read_reference(world, body, "delivery_method_id") is None:
        raise invalid("delivery_method_id", "can't be blank")
    default_status = item["receive_default_stock_status"] or "active"
    columns = {
        "count": count,
        "location_id": read_reference(world, body, "location_id"),
        "vendor_id": read_reference(world, body, "vendor_id"),
        "lot_code": _read_lot_code(world, account, body),
        "barcode": _read_code(world, account, body, kind="barcode", name="barcode"),
        "serial_number": _read_code(world, account, body, kind="serial", name="serial_number"),
        "status": wire.read_text(body, "status") or default_status,
        "details": wire.read_text(body, "stock_description") or item["name"],
        "expiration_date": wire.read_date(body, "expiration_date"),
        **{name: int(wire.read_flag(body, name) or False) for name in FLAGS},
        "cost": _read_cost(body, item, count),
    }
    for setting, column in _REQUIRED.items():
        if item[setting] and columns[column] is None:
            raise invalid(column, "can't be blank")
    return columns


def _read_lot_code(world: World, account: Account, body: wire.Body) -> str:
    # Required unless the organization numbers its lots and the client does not decline (5.3). A
    # code that is sent all the same is used.
    code = wire.read_text(body, "lot_code")
    if code is not None:
        return code
    sequenced = world.quirk("wherefour.automatic_lot_sequencing")
    if not sequenced or wire.read_flag(body, "generate_lot_code") is False:
        raise invalid("lot_code", "can't be blank")
    return numbering.next_code(world, "lot", organization_id=account.organization_id)


def _read_code(
    world: World, account: Account, body: wire.Body, *, kind: numbering.CodeKind, name: str
) -> str | None:
    code, organization_id = wire.read_text(body, name), account.organization_id
    if code is None and wire.read_flag(body, f"generate_{name}"):
        return numbering.next_code(world, kind, organization_id=organization_id)
    if code and numbering.is_in_use(world, kind, code, organization_id=organization_id):
        raise invalid(name, "has already been taken")
    return code


def _read_cost(body: wire.Body, item: Item, count: int) -> int:
    """Return the cost of the whole lot, whichever of the two the client sent (5.3)."""
    cost = wire.read_amount(body, "cost")
    if cost is None:
        raise invalid("cost", "can't be blank")
    # The vendor's example and schema spell the flag differently; the example was really sent.
    is_total = wire.read_flag(body, "cost_entered_is_total_cost")
    if is_total is None:
        is_total = wire.read_flag(body, "cost_entered_is_total_code")
    if is_total is None:
        is_total = bool(item["receive_default_to_total_cost"])
    try:
        return cost if is_total else money.line_amount(count, cost)
    except ValueError:
        raise invalid("cost", "is too large") from None
