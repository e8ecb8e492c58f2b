"""What people take back of an order in the web UI: all of it, a part, or its shipment.

Source: docs/reference/wholecell.md 7.1 (status and items are editable, units can be removed);
docs/reference/duties.md D18, D20.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wholecell.sales_order_items.rows import change_item, items_of, remove_items
from stocktake.vendors.wholecell.settings.statuses import get_status, read_status
from stocktake.vendors.wholecell.wire import Row

from . import rows
from .input import status_columns

_TABLE = "wholecell_sales_order"


def cancel_order(
    world: World,
    *,
    status: str = "Canceled",
    release_units: bool = True,
    lines: Sequence[Mapping[str, Any]] | None = None,
    **named: Any,
) -> dict[str, Any]:
    """Cancel an order that has not shipped and put its units back on the shelf.

    With `lines` only so many of each SKU are called off; where that is all, the order is canceled.
    """
    order = rows.find_order(world, **named)
    before, after = get_status(world, order["status_id"]), read_status(world, "SalesOrder", status)
    if order["shipped_at"] is not None or before["id"] == after["id"]:
        raise Conflict(f"order {order['id']} is {before['title']}")
    if after["open"] or after["shipped"]:
        raise Conflict(f"{status!r} cancels nothing: it is a status of open or shipped orders")
    left = None if lines is None else _without(items_of(world, order["id"]), lines)
    held = rows.units_on(world, order["id"])
    if left is not None and any(left.values()):
        released = _surplus(held, left) if release_units else []
        with rows.changing(world, order["id"]):
            rows.release_units(world, released)
            _save_quantities(world, order["id"], left)
    else:
        released = held if release_units else []
        with rows.changing(world, order["id"]):
            world.update(_TABLE, order["id"], status_id=after["id"])
            rows.release_units(world, released)
    return {"id": order["id"], "released": [unit["hex_id"] for unit in released]}


def reverse_shipment(world: World, *, status: str | None = None, **named: Any) -> dict[str, Any]:
    """Take back a shipment that was entered by mistake: its parcels go, the order is open again.

    Its units stay committed, and are in the building. `status` is an open one, by default the first
    that allows commitment.
    """
    order = rows.find_order(world, **named)
    if order["shipped_at"] is None:
        raise Conflict(f"order {order['id']} has not shipped")
    title = status or world.value(
        "SELECT title FROM wholecell_status WHERE kind = 'SalesOrder' AND open AND NOT shipped"
        " AND allow_commitment ORDER BY id LIMIT 1"
    )
    after = read_status(world, "SalesOrder", title or "New")
    if not after["open"] or after["shipped"]:
        raise Conflict(f"{title!r} is no status of open orders")
    with rows.changing(world, order["id"]):
        world.run("DELETE FROM wholecell_shipment WHERE sales_order_id = ?", (order["id"],))
        world.update(_TABLE, order["id"], **status_columns(world, after, order))
    return {"id": order["id"], "status": after["title"]}


def _without(items: Sequence[Row], lines: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return what is left of each item that was ordered, the last item of a SKU giving first."""
    ordered = [item for item in items if item["original_item_id"] is None]
    left = {int(item["id"]): int(item["quantity"]) for item in ordered}
    for line in lines:
        sku, count = line["sku"], line["quantity"]
        fitting = [item for item in ordered if (item["variation_sku"] or item["sku"]) == sku]
        if not fitting:
            raise NotFound(f"the order has no {sku!r}")
        for item in reversed(fitting):
            taken = min(left[item["id"]], count)
            left[item["id"]] -= taken
            count -= taken
        if count:
            raise Conflict(f"the order asks for fewer of {sku!r}")
    return left


def _surplus(held: Sequence[Row], left: Mapping[int, int]) -> list[Row]:
    """Return the units beyond what is left of their items, those committed last."""
    room, surplus = dict(left), []
    for unit in held:
        item = unit["order_item_id"]
        if item not in room:
            continue
        room[item] -= 1
        if room[item] < 0:
            surplus.append(unit)
    return surplus


def _save_quantities(world: World, order_id: int, left: Mapping[int, int]) -> None:
    """Give items what is left of them; one of which nothing is left goes, unless it has units."""
    for item in items_of(world, order_id):
        if item["id"] not in left:
            continue
        if left[item["id"]] or item["committed_quantity"]:
            change_item(world, item["id"], quantity=left[item["id"]])
        else:
            remove_items(world, [item["id"]])


EVENTS = (cancel_order, reverse_shipment)
