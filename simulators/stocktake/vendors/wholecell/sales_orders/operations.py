"""The operations on sales orders. Source: docs/reference/wholecell.md 7.2."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Unprocessable
from stocktake.core.simulator import Call, Page, Reply
from stocktake.core.world import World
from stocktake.vendors.wholecell import ids, lists, wire
from stocktake.vendors.wholecell.errors import invalid_fields, not_found

from . import commitment
from .input import columns_of
from .ledger import changed
from .lines import Item, read_items, save_items
from .shown import shown_orders

Body = Mapping[str, Any]
Row = dict[str, Any]

CONDITIONS = {
    "status": "t.status_id = (SELECT id FROM wholecell_status"
    " WHERE kind = 'SalesOrder' AND title = :status)",
    "channel": "t.channel = :channel",
    "transaction_number": "t.transaction_number = :transaction_number",
    "customer": "t.customer_id IN (SELECT id FROM wholecell_organization"
    " WHERE name = :customer OR CAST(id AS TEXT) = :customer)",
    **lists.MOMENTS,
}


def list_sales_orders(
    world: World,
    call: Call,
    *,
    page: str | None = None,
    per_page: str | None = None,
    **wanted: str,
) -> Page:
    """List orders, newest first, those that every filter keeps (7.2)."""
    return lists.listed(
        world, "wholecell_sales_order t", conditions=CONDITIONS, wanted=wanted,
        page=page, per_page=per_page, show=shown_orders,
    )  # fmt: skip


def create_sales_order(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Take an order, of known and unknown SKUs alike (7.2)."""
    made = ids.next_id(world, "wholecell_sales_order")
    _save(world, body, order_id=made, order=None)
    return wire.single(world, shown_orders(world, [made])[0], status=201)


def get_sales_order(world: World, call: Call, *, sales_order_id: int) -> Reply:
    """Show one order (7.2)."""
    return wire.single(world, shown_orders(world, [_order(world, sales_order_id)["id"]])[0])


def update_sales_order(
    world: World, call: Call, *, sales_order_id: int, body: dict[str, Any]
) -> Reply:
    """Change an order; its `updated_at` moves whatever the body says (7.2)."""
    _save(world, body, order_id=sales_order_id, order=_order(world, sales_order_id))
    return wire.single(world, shown_orders(world, [sales_order_id])[0])


def _order(world: World, order_id: int) -> Row:
    order = world.find("SELECT * FROM wholecell_sales_order WHERE id = ?", (order_id,))
    if order is None:
        raise not_found()
    return order


def _save(world: World, body: Body, *, order_id: int, order: Row | None) -> None:
    columns, items, wishes = _read(world, body, order)
    gone: list[Row] = []
    if wishes is not None:
        kept = {wish.unit["id"] for wish in wishes}
        gone = [unit for unit in commitment.units_on(world, order_id) if unit["id"] not in kept]
        after = (order or {}) | columns
        status = world.one("SELECT * FROM wholecell_status WHERE id = ?", (after["status_id"],))
        shipped = after["shipped_at"] is not None
        commitment.check(status, order_id, wishes, gone, shipped=shipped)
    with changed(world, order_id, [wish.unit["id"] for wish in wishes or ()]):
        if order is None:
            now = {"created_at": world.now, "updated_at": world.now}
            world.insert("wholecell_sales_order", id=order_id, **columns, **now)
        else:
            world.update("wholecell_sales_order", order_id, **columns, updated_at=world.now)
        if items is not None:
            save_items(world, order_id, items)
        if wishes is not None:
            commitment.release(world, order_id, gone)
            commitment.commit(world, order_id, wishes)


def _read(
    world: World, body: Body, order: Row | None
) -> tuple[dict[str, Any], list[Item] | None, list[commitment.Wish] | None]:
    """Return columns, items and units that a body sets; every problem of them is told at once."""
    order_id = order["id"] if order else None
    columns, items, wishes = {}, None, None
    errors: dict[str, list[str]] = {}
    try:
        columns = columns_of(world, body, order)
    except Unprocessable as refusal:
        errors |= refusal.details
    try:
        if body.get("items") is not None:
            items = read_items(world, body["items"], order_id)
    except Unprocessable as refusal:
        errors |= refusal.details
    try:
        if body.get("inventories") is not None:
            wishes = commitment.wishes_of(world, order_id, body["inventories"])
    except Unprocessable as refusal:
        errors |= refusal.details
    if errors:
        raise invalid_fields(errors)
    return columns, items, wishes


HANDLERS = (list_sales_orders, create_sales_order, get_sales_order, update_sales_order)
