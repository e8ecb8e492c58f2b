"""Writing orders, together with their history and their lines in the ledger.

Source: docs/reference/warehouse-module.md 7.4 to 7.8.
"""

from collections.abc import Sequence
from typing import Any

from stocktake.core.errors import Refusal
from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Source
from stocktake.vendors.retailcrm.packs.rows import delete_packs_of
from stocktake.vendors.retailcrm.wire import spell_number

from .history import FIELDS, SHIPPING_FIELDS, record, record_changes, show_code
from .input import Columns
from .ledger import note_order, read_positions
from .lines import Line
from .shipping import move_stock
from .shown import show_item_reference, show_order, show_order_reference


def add_order(world: World, columns: Columns, lines: Sequence[Line], *, source: Source) -> int:
    """Write a new order, one history record and its demand in the ledger; return its id."""
    _check_external_id(world, columns, None)
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
) -> None:
    """Write what differs, a history record for each field, and the difference in the ledger."""
    order_id = order["id"]
    changed = {name: value for name, value in columns.items() if value != order[name]}
    _check_external_id(world, changed, order)
    before = read_positions(world, order_id)
    if changed.get("shipped") == 0:
        move_stock(world, order_id, back=True)
    if changed:
        world.update("retailcrm_order", order_id, **changed, **_stamps(world, changed))
    after = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    record_changes(world, order, after, FIELDS, source=source)
    if lines is not None:
        _replace_lines(world, after, lines, source)
    record_changes(world, order, after, SHIPPING_FIELDS, source=source)
    if changed.get("shipped") == 1:
        move_stock(world, order_id, back=False)
    note_order(world, order_id, before)


def _stamps(world: World, changed: Columns) -> Columns:
    stamps: Columns = {}
    if "status" in changed:
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


# Items


def _add_line(world: World, order_id: int, line: Line) -> int:
    columns = line.columns
    return world.insert("retailcrm_order_item", order_id=order_id, created_at=world.now, **columns)


def _replace_lines(
    world: World, order: dict[str, Any], lines: Sequence[Line], source: Source
) -> None:
    """Replace the items: known ones are changed, others added, the rest deleted (7.5)."""
    kept = {line.id for line in lines}
    items = world.all("SELECT * FROM retailcrm_order_item WHERE order_id = ?", (order["id"],))
    shown = show_order_reference(order)
    for item in items:
        if item["id"] not in kept:
            reference = show_item_reference(world, item["id"])
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
            shown=shown, item=show_item_reference(world, item_id),
        )  # fmt: skip


def _change_line(
    world: World, item: dict[str, Any], line: Line, shown: dict[str, Any], source: Source
) -> None:
    world.update("retailcrm_order_item", item["id"], **line.columns)
    for column, show in (("quantity", spell_number), ("status", show_code)):
        old, new = item[column], line.columns[column]
        if old != new:
            record(
                world, item["order_id"], source, field=f"order_product.{column}",
                old=show(old), new=show(new), shown=shown,
                item=show_item_reference(world, item["id"]),
            )  # fmt: skip
