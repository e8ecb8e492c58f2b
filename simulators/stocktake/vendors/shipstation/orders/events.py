"""What staff do with orders: cancel, split, merge. Source: docs/reference/channels.md 4.2, 13."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.vendors.shipstation.shipments.units import Units, all_units, pick, units_left

from . import rows
from .ledger import record_changes
from .statuses import AWAITING_SHIPMENT

_TABLE = "shipstation_order"
# What a new order of a split or a merge does not take over from the first.
_OWN = ("id", "created_at", "modified_at", "is_cut", "merged_ids", "parent_id", "merged_into")
_SUMS = ("amount_paid", "tax_amount", "shipping_amount")

Row = dict[str, Any]


def edit_order(
    world: World,
    *,
    internal_notes: str,
    order_id: int | None = None,
    order_number: str | None = None,
) -> dict[str, Any]:
    """Write something for colleagues on an order; a replacing create wipes what it leaves out."""
    order = rows.find_order(world, order_id=order_id, order_number=order_number)
    rows.change(world, order["id"], internal_notes=internal_notes)
    return {"order_id": order["id"]}


def cancel_order(
    world: World, *, order_id: int | None = None, order_number: str | None = None
) -> dict[str, Any]:
    """Cancel an order that has not shipped."""
    order = rows.find_order(world, order_id=order_id, order_number=order_number)
    with record_changes(world, order["id"]):
        rows.cancel(world, order)
    return {"order_id": order["id"]}


def split_order(
    world: World,
    *,
    items: Sequence[Mapping[str, Any]],
    order_id: int | None = None,
    order_number: str | None = None,
) -> dict[str, Any]:
    """Take units out of an order into a new one, which has the same number and key."""
    order = _awaiting(rows.find_order(world, order_id=order_id, order_number=order_number))
    left = units_left(world, order["id"])
    moved = pick(left, items)
    if sum(count for _, count in moved) == sum(count for _, count in left):
        raise Conflict("a split leaves some units in the order")
    with record_changes(world, order["id"]) as ids:
        amounts = dict.fromkeys(_SUMS, 0)  # they stay with the order that was paid
        made = _copy(world, order, parent_id=order["id"], **amounts)
        ids.append(made)
        _add_items(world, made, moved)
        for item, count in moved:
            _take(world, item, count)
        rows.change(world, order["id"], is_cut=1)
    return {"order_id": made}


def merge_orders(
    world: World,
    *,
    order_ids: Sequence[int] | None = None,
    order_numbers: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Combine orders into a new one with the first one's number; the others leave the lists."""
    named = [{"order_id": each} for each in order_ids or ()] + [
        {"order_number": each} for each in order_numbers or ()
    ]
    found = [_awaiting(rows.find_order(world, **each)) for each in named]
    ids = list(dict.fromkeys(order["id"] for order in found))
    if len(ids) < 2:
        raise Conflict("a merge needs two orders")
    _refuse_begun(world, ids)
    with record_changes(world, *ids) as recorded:
        sums = {name: sum(order[name] for order in found) for name in _SUMS}
        made = _copy(world, found[0], merged_ids=json.dumps(ids), **sums)
        recorded.append(made)
        for each in ids:
            world.run(
                "INSERT INTO shipstation_order_item SELECT NULL, ?1, line_item_key, sku, name,"
                " image_url, weight, quantity, unit_price, tax_amount, shipping_amount,"
                " warehouse_location, options, product_id, fulfillment_sku, adjustment, upc,"
                " ?2, ?2 FROM shipstation_order_item WHERE order_id = ?3 ORDER BY id",
                (made, world.now, each),
            )
            rows.change(world, each, active=0, merged_into=made)
    return {"order_id": made}


def _awaiting(order: Row) -> Row:
    if order["status"] != AWAITING_SHIPMENT:
        raise Conflict(f"order {order['id']} is {order['status']}, not {AWAITING_SHIPMENT}")
    return order


def _refuse_begun(world: World, ids: Sequence[int]) -> None:
    for each in ids:
        counts = [sum(n for _, n in units(world, each)) for units in (all_units, units_left)]
        if counts[0] != counts[1]:
            raise Conflict(f"units of order {each} have left already")


def _copy(world: World, order: Row, **columns: Any) -> int:
    taken = {name: value for name, value in order.items() if name not in _OWN}
    return world.insert(
        _TABLE, **{**taken, **columns, "is_cut": 1},
        created_at=world.now, modified_at=world.now,
    )  # fmt: skip


def _add_items(world: World, order_id: int, units: Units) -> None:
    for item, count in units:
        columns = {name: item[name] for name in item if name not in ("id", "remaining")} | {
            "order_id": order_id, "quantity": count, "created_at": world.now,
            "modified_at": world.now,
        }  # fmt: skip
        world.insert("shipstation_order_item", **columns)


def _take(world: World, item: Mapping[str, Any], count: int) -> None:
    if count == item["quantity"]:
        world.run("DELETE FROM shipstation_order_item WHERE id = ?", (item["id"],))
    else:
        world.update(
            "shipstation_order_item", item["id"],
            quantity=item["quantity"] - count, modified_at=world.now,
        )  # fmt: skip


EVENTS = (edit_order, cancel_order, split_order, merge_orders)
