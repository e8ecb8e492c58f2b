"""Writing the items of an order, with their history.

Source: docs/reference/warehouse-module.md 7.4, 7.5, 7.8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.retailcrm.access import Source
from stocktake.vendors.retailcrm.packs.rows import delete_packs_of
from stocktake.vendors.retailcrm.wire import read_zone, spell_number, spell_time

from .fields import CODE, ITEM, NUMBER, Field, Row, record_value
from .history import record
from .lines import Line
from .shown import full_paid_at, payments_of, show_item_reference, show_order_reference
from .sums import LineSums, add_up

_ITEMS = "SELECT * FROM retailcrm_order_item WHERE order_id = ? ORDER BY id"
# The fields of an item with a record for each change: `order_product.<history>`.
_RECORDED = (
    Field("quantity", "quantity", NUMBER, "quantity"),
    Field("status", "status", CODE, "status"),
    Field("initialPrice", "price", NUMBER, "initial_price"),
    Field("priceType", "price_type", CODE, "price_type"),
    Field("purchasePrice", "purchase_price", NUMBER, "purchase_price"),
    *(field for field in ITEM if field.history),
)


@dataclass(frozen=True, slots=True)
class Bill:
    """What follows from an order's prices, discounts and payments at one moment."""

    lines: Mapping[int, LineSums]
    prices: Mapping[int, int]
    paid_at: int | None


def add_line(world: World, order_id: int, line: Line, created_at: int) -> int:
    """Write a new item and return its id."""
    columns = {"created_at": created_at, **line.columns}
    return world.insert("retailcrm_order_item", order_id=order_id, **columns)


def replace_lines(world: World, order: Row, lines: Sequence[Line], source: Source) -> None:
    """Replace the items: known ones are changed, others added, the rest deleted (7.5)."""
    kept = {line.id for line in lines}
    items = world.all(_ITEMS, (order["id"],))
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
        item_id = add_line(world, order["id"], line, world.now)
        record(
            world, order["id"], source, field="order_product", old=None, new={"id": item_id},
            shown=shown, item=show_item_reference(world, item_id),
        )  # fmt: skip


def _change_line(
    world: World, item: Row, line: Line, shown: dict[str, Any], source: Source
) -> None:
    world.update("retailcrm_order_item", item["id"], **line.columns)
    after, zone = {**item, **line.columns}, read_zone(world)
    for field in _RECORDED:
        if item[field.column] != after[field.column]:
            record(
                world, item["order_id"], source, field=f"order_product.{field.history}",
                old=record_value(item, field, zone), new=record_value(after, field, zone),
                shown=shown, item=show_item_reference(world, item["id"]),
            )  # fmt: skip


def read_bill(world: World, order_id: int) -> Bill:
    """Return what follows from an order's prices, discounts and payments now."""
    order = world.one("SELECT * FROM retailcrm_order WHERE id = ?", (order_id,))
    items = world.all(_ITEMS, (order_id,))
    sums = add_up(order, items)
    return Bill(
        lines={item["id"]: line for item, line in zip(items, sums.lines, strict=True)},
        prices={item["id"]: item["price"] for item in items},
        paid_at=full_paid_at(payments_of(world, order_id), sums.total),
    )


def record_bill(world: World, order: Row, before: Bill, source: Source) -> None:
    """Write a record for each discount and sum of an item that changed, and for `fullPaidAt`.

    A sum that only follows the item's quantity has none (7.8).
    """
    after, zone = read_bill(world, order["id"]), read_zone(world)
    shown = show_order_reference(order)
    for item_id, new in after.lines.items():
        old = before.lines.get(item_id)
        if old is None:
            continue
        changes = [("discount_total", old.discount, new.discount)]
        if old.discount != new.discount or before.prices[item_id] != after.prices[item_id]:
            changes.append(("summ", old.amount, new.amount))
        for name, was, now in changes:
            if was != now:
                record(
                    world, order["id"], source, field=f"order_product.{name}",
                    old=spell_number(was), new=spell_number(now), shown=shown,
                    item=show_item_reference(world, item_id),
                )  # fmt: skip
    if before.paid_at != after.paid_at:
        old_moment, new_moment = (
            None if each is None else spell_time(each, zone)
            for each in (before.paid_at, after.paid_at)
        )
        record(
            world, order["id"], source, field="full_paid_at", old=old_moment, new=new_moment,
            shown=shown,
        )  # fmt: skip
