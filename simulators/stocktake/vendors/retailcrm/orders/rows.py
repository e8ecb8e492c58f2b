"""Writing orders: rows, history and ledger together.

Source: docs/reference/warehouse-module.md 7.4 to 7.8.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.world import World
from stocktake.vendors.retailcrm.packs.rows import delete_packs_of
from stocktake.vendors.retailcrm.wire import number

from .history import Source, record
from .input import Columns
from .lines import Line
from .shipping import move_stock
from .shown import item_reference, order_reference, whole_order

Positions = dict[str, Counter[tuple[str | None, str]]]

# Column -> the field's name in the history and how its value is shown there (7.8), in the order in
# which one change is told: the shipment last, as recorded.
_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "external_id": ("external_id", lambda value: value),
    "number": ("number", lambda value: value),
    "status": ("status", lambda value: {"code": value}),
    "customer_id": ("customer", lambda value: {"id": value}),
    "first_name": ("first_name", lambda value: value),
    "last_name": ("last_name", lambda value: value),
    "patronymic": ("patronymic", lambda value: value),
    "phone": ("phone", lambda value: value),
    "email": ("email", lambda value: value),
    "order_type": ("order_type", lambda value: {"code": value}),
    "country_iso": ("country", lambda value: {"code": value}),
    "customer_comment": ("customer_comment", lambda value: value),
    "manager_comment": ("manager_comment", lambda value: value),
    "delivery_cost": ("delivery_cost", number),
    "delivery_address": ("delivery_address", json.loads),
}
_SHIPPING: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "shipment_store": ("shipment_store", lambda value: {"code": value}),
    "shipment_date": ("shipment_date", lambda value: value),
    "shipped": ("shipped", bool),
}


def add_order(world: World, columns: Columns, lines: Sequence[Line], *, source: Source) -> int:
    """Write a new order with one history record and its demand in the ledger; return its id."""
    _refuse_double(world, columns, None)
    order_id = world.insert(
        "retailcrm_order",
        **{
            "number": "",
            "status": "new",
            "shipped_at": world.now if columns.get("shipped") else None,
            **columns,
            "created_at": world.now,
            "status_updated_at": world.now,
        },
    )
    if "number" not in columns:
        world.update("retailcrm_order", order_id, number=f"{order_id}A")
    for line in lines:
        _add_line(world, order_id, line)
    if columns.get("shipped"):
        move_stock(world, order_id, back=False)
    shown = whole_order(world, order_id)
    new = {"code": shown["status"]}
    record(world, order_id, source, field="status", old=None, new=new, shown=shown, created=True)
    _note(world, order_id, {})
    return order_id


def change_order(
    world: World,
    order: dict[str, Any],
    columns: Columns,
    lines: Sequence[Line] | None,
    *,
    source: Source,
) -> None:
    """Write what differs, with a history record for each and the difference in the ledger."""
    order_id = order["id"]
    changed = {name: value for name, value in columns.items() if value != order[name]}
    _refuse_double(world, changed, order)
    before = _positions(world, order_id)
    if changed.get("shipped") == 0:
        move_stock(world, order_id, back=True)
    if changed:
        world.update("retailcrm_order", order_id, **changed, **_stamps(world, changed))
    after = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    _tell(world, order, after, _FIELDS, source)
    if lines is not None:
        _replace_lines(world, after, lines, source)
    _tell(world, order, after, _SHIPPING, source)
    if changed.get("shipped") == 1:
        move_stock(world, order_id, back=False)
    _note(world, order_id, before)


def _stamps(world: World, changed: Columns) -> Columns:
    stamps: Columns = {}
    if "status" in changed:
        stamps["status_updated_at"] = world.now
    if "shipped" in changed:
        stamps["shipped_at"] = world.now if changed["shipped"] else None
    return stamps


def _refuse_double(world: World, columns: Columns, order: dict[str, Any] | None) -> None:
    """An externalId is unique in its shop only (1.3)."""
    external_id = columns.get("external_id")
    if external_id is None:
        return
    site = columns["site"] if order is None else order["site"]
    query = "SELECT 1 FROM retailcrm_order WHERE site = ? AND external_id = ?"
    if world.value(query, (site, external_id)) is not None:
        raise Refusal("Order already exists.")


def _tell(
    world: World,
    before: dict[str, Any],
    after: dict[str, Any],
    fields: dict[str, tuple[str, Callable[[Any], Any]]],
    source: Source,
) -> None:
    for column, (field, show) in fields.items():
        old, new = before[column], after[column]
        if old != new:
            record(
                world, after["id"], source, field=field, shown=order_reference(after),
                old=None if old is None else show(old), new=None if new is None else show(new),
            )  # fmt: skip


# Items


def _add_line(world: World, order_id: int, line: Line) -> int:
    columns = line.columns
    return world.insert("retailcrm_order_item", order_id=order_id, created_at=world.now, **columns)


def _replace_lines(
    world: World, order: dict[str, Any], lines: Sequence[Line], source: Source
) -> None:
    """Make the items those of the list: known ones change, others come, the rest go (7.5)."""
    kept = {line.id for line in lines}
    items = world.all("SELECT * FROM retailcrm_order_item WHERE order_id = ?", (order["id"],))
    shown = order_reference(order)
    for item in items:
        if item["id"] not in kept:
            reference = item_reference(world, item["id"])
            delete_packs_of(world, item["id"], source=source)
            world.run("DELETE FROM retailcrm_order_item WHERE id = ?", (item["id"],))
            record(
                world, order["id"], source, field="order_product", old={"id": item["id"]},
                new=None, shown=shown, item=reference,
            )  # fmt: skip
    known = {item["id"]: item for item in items}
    for line in lines:
        if line.id is not None:
            _change_line(world, known[line.id], line, shown, source)
            continue
        item_id = _add_line(world, order["id"], line)
        record(
            world, order["id"], source, field="order_product", old=None, new={"id": item_id},
            shown=shown, item=item_reference(world, item_id),
        )  # fmt: skip


def _change_line(
    world: World, item: dict[str, Any], line: Line, shown: dict[str, Any], source: Source
) -> None:
    world.update("retailcrm_order_item", item["id"], **line.columns)
    for column, show in (("quantity", number), ("status", lambda code: {"code": code})):
        old, new = item[column], line.columns[column]
        if old != new:
            record(
                world, item["order_id"], source, field=f"order_product.{column}",
                old=show(old), new=show(new), shown=shown, item=item_reference(world, item["id"]),
            )  # fmt: skip


# Ledger


def _positions(world: World, order_id: int) -> Positions:
    """Return what the order asks of its store, and what of it is shipped, by store and SKU."""
    rows = world.all(
        "SELECT crm_order.shipment_store, crm_order.shipped, status.category,"
        "       COALESCE(offer.external_id, item.name) AS sku, item.quantity"
        " FROM retailcrm_order crm_order"
        " JOIN retailcrm_status status ON status.code = crm_order.status"
        " JOIN retailcrm_order_item item ON item.order_id = crm_order.id"
        " LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id"
        " WHERE crm_order.id = ? ORDER BY item.id",
        (order_id,),
    )
    positions: Positions = {"demand": Counter(), "shipment": Counter()}
    for row in rows:
        key = (row["shipment_store"], row["sku"])
        if row["category"] != "cancel":
            positions["demand"][key] += row["quantity"]
        if row["shipped"]:
            positions["shipment"][key] += row["quantity"]
    return positions


def _note(world: World, order_id: int, before: Positions) -> None:
    for what, after in _positions(world, order_id).items():
        earlier = before.get(what, Counter())
        for place, sku in dict.fromkeys([*earlier, *after]):
            delta = after[place, sku] - earlier[place, sku]
            if delta:
                world.note(
                    "retailcrm", what, place=place, sku=sku, reference=f"R{order_id}", delta=delta
                )
