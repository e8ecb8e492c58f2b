"""What the warehouse's people do with orders: they cancel one, or a part of it.

Source: docs/reference/wherefour.md 5.2 and 5.8; the event itself is this suite's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.vendors.wherefour import wire
from stocktake.vendors.wherefour.shipments.rows import complete_cut_order

from .ledger import demand_of, note_demand

Row = Mapping[str, Any]

# Orders of a number that stand: not canceled, and something of them has not left.
_STANDING = """
SELECT o.id FROM wherefour_order o JOIN wherefour_order_status st ON st.id = o.order_status_id
WHERE o.order_number = ? AND NOT st.order_canceled_status AND EXISTS (
  SELECT 1 FROM wherefour_order_item li WHERE li.order_id = o.id AND li.count > (
    SELECT coalesce(sum(si.quantity), 0) FROM wherefour_shipment_item si
    WHERE si.order_item_id = li.id))
ORDER BY o.id LIMIT 1
"""
_CANCELED = "SELECT id FROM wherefour_order_status WHERE order_canceled_status ORDER BY id LIMIT 1"
# A line keeps the SKU that it was written with; its item may have another one by now.
_LINES = """
SELECT li.id, li.count, (SELECT coalesce(sum(si.quantity), 0) FROM wherefour_shipment_item si
  WHERE si.order_item_id = li.id) AS shipped
FROM wherefour_order_item li JOIN wherefour_inventory i ON i.id = li.inventory_id
WHERE li.order_id = ? AND ? IN (li.sku, i.sku) ORDER BY li.id DESC
"""


def cancel_order(
    world: World, *, order_number: str, lines: Sequence[Row] | None = None
) -> dict[str, Any]:
    """Cancel the oldest order of a number that stands; with `lines` only so much of it.

    Counts are in the unit of order. What has left stays ordered. NotFound for an unknown number or
    SKU, Conflict where nothing stands, or less than is to be called off.
    """
    order_id = _standing(world, order_number)
    before = demand_of(world, order_id)
    if lines is None:
        canceled = world.value(_CANCELED)
        if canceled is None:
            raise Conflict("no status of the organization is one of canceled orders")
        world.update("wherefour_order", order_id, order_status_id=canceled)
    for line in lines or ():
        _call_off(world, order_id, line["sku"], by=wire.read_count(line, "quantity"))
    world.update("wherefour_order", order_id, updated_at=world.now)
    if lines is not None:
        complete_cut_order(world, order_id)
    note_demand(world, order_id, before=before)
    return world.one(
        "SELECT o.id AS order_id, lower(st.name) AS status FROM wherefour_order o"
        " JOIN wherefour_order_status st ON st.id = o.order_status_id WHERE o.id = ?",
        (order_id,),
    )


def _standing(world: World, order_number: str) -> int:
    order_id = world.value(_STANDING, (order_number,))
    if order_id is not None:
        return int(order_id)
    known = world.value("SELECT 1 FROM wherefour_order WHERE order_number = ?", (order_number,))
    if known is None:
        raise NotFound(f"no order {order_number!r}")
    raise Conflict(f"nothing of {order_number!r} is left to cancel")


def _call_off(world: World, order_id: int, sku: str, *, by: int) -> None:
    """Lower the lines of a SKU, the newest first, by a quantity in the unit of order."""
    lines = world.all(_LINES, (order_id, sku))
    if not lines:
        raise NotFound(f"no line of {sku!r} in the order")
    for line in lines:
        taken = min(by, max(0, line["count"] - line["shipped"]))
        if taken:
            world.update(
                "wherefour_order_item",
                line["id"],
                count=line["count"] - taken,
                updated_at=world.now,
            )
        by -= taken
    if by:
        raise Conflict(f"less of {sku!r} is ordered and not shipped than is to be called off")


EVENTS = (cancel_order,)
