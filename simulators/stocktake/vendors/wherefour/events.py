"""Business events of a Wherefour warehouse: goods come in, lots are counted, staff ship and cancel.

Source: docs/reference/wherefour.md 1.1, 5.1, 5.3 and 5.5; the events themselves are this suite's.
"""

from collections.abc import Callable, Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.dialects.rails import invalid, spell_decimal
from stocktake.rules.quantity import MICRO, Rounding, convert

from . import wire
from .access import issue_credentials, staff
from .inventory.rows import item_with_sku, rename
from .locations import only_location
from .orders import events as orders
from .records import only
from .shipments.auto_ship import pick_and_ship
from .shipments.reversing import reverse_newest
from .stocks import events as stocks
from .stocks.numbering import next_code
from .stocks.rows import Adjustment, add_lot, adjust_lot, only_lot


def receive_stock(
    world: World,
    *,
    sku: str,
    count: float | str,
    location: str,
    lot_code: str | None = None,
    expires: str | None = None,
) -> dict[str, Any]:
    """Add a lot at a location, named by locator code or name; `count` in the unit of use."""
    item_id = item_with_sku(world, sku)
    item = world.one("SELECT id, standard_cost FROM wherefour_inventory WHERE id = ?", (item_id,))
    account = staff(world)
    received = wire.read_count({"count": count}, "count")
    location_id = only_location(world, location)
    lot = add_lot(
        world,
        Adjustment(reason="purchase", account=account, effective_at=world.now),
        inventory_id=item["id"],
        count=received,
        location_id=location_id,
        lot_code=lot_code or next_code(world, "lot", organization_id=account.organization_id),
        expiration_date=wire.read_date({"expires": expires}, "expires"),
        cost=convert(
            received,
            item["standard_cost"] or 0,
            denominator_micro=MICRO,
            rounding=Rounding.HALF_EVEN,
        ),
    )
    return world.one("SELECT id AS stock_id, lot_code FROM wherefour_stock WHERE id = ?", (lot,))


def cycle_count(world: World, *, lot_code: str, count: float | str) -> dict[str, Any]:
    """Set a lot to what was counted, in the unit of use; no adjustment if it was right."""
    lot = only_lot(world, lot_code)
    counted = wire.read_amount({"count": count}, "count")
    if counted is None:
        raise invalid("count", "must be greater than 0")
    difference = counted - lot["count"]
    if difference:
        reason = Adjustment(reason="cycle count", account=staff(world), effective_at=world.now)
        adjust_lot(world, lot["id"], by=difference, adjustment=reason)
    return {"stock_id": lot["id"], "change": spell_decimal(difference)}


def ship_order(
    world: World, *, order_number: str, delivery_method: str = "UPS Ground"
) -> dict[str, Any]:
    """Pick and ship what there is of an order, as auto-ship chooses lots, by staff on site."""
    order = only(
        world.all("SELECT * FROM wherefour_order WHERE order_number = ? LIMIT 2", (order_number,)),
        none=f"no order {order_number!r}",
        more=f"more than one order has the number {order_number!r}",
    )
    body = {"delivery_method": delivery_method}
    return {"shipment_id": pick_and_ship(world, staff(world), order, body=body)}


def reverse_shipment(world: World, *, order_number: str) -> dict[str, Any]:
    """Reverse the newest shipment of an order that was entered by mistake: goods never left."""
    return reverse_newest(world, staff(world), order_number=order_number)


def rename_item(world: World, *, sku: str, to: str) -> dict[str, Any]:
    """Give the item of a SKU another one; another item may have it already (4, operation 3)."""
    item_id = item_with_sku(world, sku)
    rename(world, item_id, sku=to)
    return {"inventory_id": item_id, "sku": to}


EVENTS: Mapping[str, Callable[..., Any]] = {
    "receive_stock": receive_stock,
    "cycle_count": cycle_count,
    "ship_order": ship_order,
    "reverse_shipment": reverse_shipment,
    "rename_item": rename_item,
    "issue_credentials": issue_credentials,
    **{event.__name__: event for event in (*orders.EVENTS, *stocks.EVENTS)},
}
