"""Adding a stock lot: operation 4. Source: docs/reference/wherefour.md 3.11, 4 and 5.3."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.dialects.rails import invalid
from stocktake.rules import money

from . import numbering, wire
from .accounts import Account
from .customers import existing
from .inventory import custom_field_values
from .refusals import not_found
from .stocks import Change, add_lot

_FLAGS = wire.names("generate_barcode generate_lot_code generate_serial_number")
_DECIMALS = frozenset(wire.names("count cost base_count rate weight height width length"))
_SHOWN = wire.names("""
id user_id inventory_id location_id lot_code status barcode details note count cost vendor_id
expiration_date created_at updated_at base_count rate purchase_id global_identifier
organization_id expiration_notified_at weight height width length serial_number
generate_barcode generate_lot_code generate_serial_number
""")
# What an item may insist on, and the column of the lot that then must not be empty (5.3).
_INSISTED = {
    "receive_require_barcode": "barcode",
    "receive_require_serial_number": "serial_number",
    "receive_require_location": "location_id",
    "receive_require_expiration_date": "expiration_date",
}
_SECOND_MS = 1_000


def add_stock_lot(world: World, call: Call, *, inventory_id: int, body: Mapping[str, Any]) -> Any:
    """Add a lot of an item, with its adjustment; on_hand rises by the count (4, operation 4)."""
    item = world.find("SELECT * FROM wherefour_inventory WHERE id = ?", (inventory_id,))
    if item is None:
        raise not_found()
    account: Account = call.account
    count = _count(body)
    if existing(world, body, name="delivery_method_id") is None:
        raise invalid("delivery_method_id", "can't be blank")
    columns = _columns(world, account, body, item) | {"cost": _cost(body, item, count)}
    for insists, column in _INSISTED.items():
        if item[insists] and columns[column] is None:
            raise invalid(column, "can't be blank")
    change = Change(reason="purchase", account=account, effective_at=_received(body, account))
    lot_id = add_lot(world, change, inventory_id=inventory_id, count=count, **columns)
    return _shown(world, lot_id)


def _count(body: Mapping[str, Any]) -> int:
    count = wire.positive(body, "count")
    if not count:
        raise invalid("count", "must be greater than 0")
    return count


def _received(body: Mapping[str, Any], account: Account) -> int:
    received = wire.moment(body, "received_date", zone=account.zone)
    if received is None:
        raise invalid("received_date", "can't be blank")
    return received


def _columns(
    world: World, account: Account, body: Mapping[str, Any], item: Mapping[str, Any]
) -> dict[str, Any]:
    default_status = item["receive_default_stock_status"] or "active"
    return {
        "location_id": existing(world, body, name="location_id"),
        "vendor_id": existing(world, body, name="vendor_id"),
        "lot_code": _lot_code(world, account, body),
        "barcode": _unique(world, account, body, kind="barcode", name="barcode"),
        "serial_number": _unique(world, account, body, kind="serial", name="serial_number"),
        "status": wire.text(body, "status") or default_status,
        "details": wire.text(body, "stock_description") or item["name"],
        "expiration_date": wire.day(body, "expiration_date"),
        **{name: int(wire.flag(body, name) or False) for name in _FLAGS},
    }


def _lot_code(world: World, account: Account, body: Mapping[str, Any]) -> str:
    # Required unless the organization numbers its lots and the client does not decline (5.3); a
    # code that comes all the same is the lot's.
    code = wire.text(body, "lot_code")
    if code is not None:
        return code
    sequenced = world.quirk("wherefour.automatic_lot_sequencing")
    if not sequenced or wire.flag(body, "generate_lot_code") is False:
        raise invalid("lot_code", "can't be blank")
    return numbering.next_code(world, "lot", organization_id=account.organization_id)


def _unique(
    world: World, account: Account, body: Mapping[str, Any], *, kind: numbering.Kind, name: str
) -> str | None:
    code, organization_id = wire.text(body, name), account.organization_id
    if code is None and wire.flag(body, f"generate_{name}"):
        return numbering.next_code(world, kind, organization_id=organization_id)
    if code and numbering.is_taken(world, kind, code, organization_id=organization_id):
        raise invalid(name, "has already been taken")
    return code


def _cost(body: Mapping[str, Any], item: Mapping[str, Any], count: int) -> int:
    """Return the cost of the whole lot, whichever of the two the client sent (5.3)."""
    cost = wire.positive(body, "cost")
    if cost is None:
        raise invalid("cost", "can't be blank")
    # The example and the schema spell the flag differently; the example was sent.
    is_total = wire.flag(body, "cost_entered_is_total_cost")
    if is_total is None:
        is_total = wire.flag(body, "cost_entered_is_total_code")
    if is_total is None:
        is_total = bool(item["receive_default_to_total_cost"])
    try:
        return cost if is_total else money.line_amount(count, cost)
    except ValueError:
        raise invalid("cost", "is too large") from None


def _shown(world: World, lot_id: int) -> dict[str, Any]:
    row = world.one("SELECT * FROM wherefour_stock WHERE id = ?", (lot_id,))
    values = custom_field_values(world, "active_stock_id", ids=[lot_id])
    # This one answer shows the moment without its milliseconds (5.3).
    created_at = row["created_at"] - row["created_at"] % _SECOND_MS
    return wire.spelled(
        row | {"created_at": created_at}, _SHOWN, decimals=_DECIMALS, flags=frozenset(_FLAGS)
    ) | {"custom_field_values": values.get(lot_id, [])}
