"""Writing orders, together with their history and their lines in the ledger.

Source: docs/reference/warehouse-module.md 7.4 to 7.8.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Source
from stocktake.vendors.retailcrm.errors import NOT_VALID, bad_entity

from .fields import SHIPMENT
from .history import FIELDS, record, record_changes, record_map_changes
from .input import Columns
from .items import add_line, read_bill, record_bill, replace_lines
from .ledger import note_order, read_positions
from .lines import Line
from .payments import Payment, add_payment, replace_payments
from .shipping import move_stock
from .shown import show_order, show_order_reference
from .sums import add_up

# What the sums depend on, beside items and payments.
_PRICED = frozenset({"discount_amount", "discount_percent", "delivery_cost"})


def add_order(
    world: World,
    columns: Columns,
    lines: Sequence[Line],
    *,
    source: Source,
    payments: Sequence[Payment] = (),
) -> int:
    """Write a new order, one history record and its demand in the ledger; return its id."""
    _check_external_id(world, columns, None)
    created_at = columns.get("created_at", world.now)
    order_id = world.insert(
        "retailcrm_order",
        **{
            "number": "",
            "status": "new",
            "shipped_at": world.now if columns.get("shipped") else None,
            "status_updated_at": world.now,
            "mark_datetime": world.now,
            **columns,
            "created_at": created_at,
        },
    )
    if "number" not in columns:
        world.update("retailcrm_order", order_id, number=f"{order_id}A")
    for line in lines:
        add_line(world, order_id, line, created_at)
    for payment in payments:
        add_payment(world, order_id, payment)
    _store_total(world, order_id)
    if columns.get("shipped"):
        move_stock(world, order_id, back=False)
    shown = show_order(world, order_id)
    new = {"code": shown["status"]}
    record(world, order_id, source, field="status", old=None, new=new, shown=shown, created=True)
    note_order(world, order_id, {})
    return order_id


def change_order(
    world: World,
    order: dict[str, Any],
    columns: Columns,
    lines: Sequence[Line] | None,
    *,
    source: Source,
    payments: Sequence[Payment] | None = None,
) -> None:
    """Write what differs, a history record for each field, and the difference in the ledger."""
    order_id = order["id"]
    changed = {name: value for name, value in columns.items() if value != order[name]}
    _check_external_id(world, changed, order)
    before = read_positions(world, order_id)
    bill = None
    if lines is not None or payments is not None or not _PRICED.isdisjoint(changed):
        bill = read_bill(world, order_id)
    if changed.get("shipped") == 0:
        move_stock(world, order_id, back=True)
    if changed:
        world.update("retailcrm_order", order_id, **_stamps(world, changed), **changed)
    after = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    record_changes(world, order, after, FIELDS, source=source)
    record_map_changes(world, order, after, source=source)
    if lines is not None:
        replace_lines(world, after, lines, source)
    if payments is not None:
        replace_payments(world, order_id, payments, source, show_order_reference(after))
    if bill is not None:
        _store_total(world, order_id)
        record_bill(world, after, bill, source)
    record_changes(world, order, after, SHIPMENT, source=source)
    if changed.get("shipped") == 1:
        move_stock(world, order_id, back=False)
    note_order(world, order_id, before)


def _store_total(world: World, order_id: int) -> None:
    """Store what an order costs now, for filters; refused when no number holds it."""
    order = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    items = world.all("SELECT * FROM retailcrm_order_item WHERE order_id = ?", (order_id,))
    try:
        total = add_up(order, items).total
    except ValueError:
        raise bad_entity({"items": NOT_VALID}) from None
    if total != order["total"]:
        world.update("retailcrm_order", order_id, total=total)


def _stamps(world: World, changed: Columns) -> Columns:
    stamps: Columns = {}
    if "status" in changed and "status_updated_at" not in changed:
        stamps["status_updated_at"] = world.now
    if "shipped" in changed:
        stamps["shipped_at"] = world.now if changed["shipped"] else None
    return stamps


def _check_external_id(world: World, columns: Columns, order: dict[str, Any] | None) -> None:
    """Refuse an externalId that another order of the shop has (1.3)."""
    external_id = columns.get("external_id")
    if external_id is None:
        return
    site = columns["site"] if order is None else order["site"]
    query = "SELECT 1 FROM retailcrm_order WHERE site = ? AND external_id = ?"
    if world.value(query, (site, external_id)) is not None:
        raise Refusal("Order already exists.")
