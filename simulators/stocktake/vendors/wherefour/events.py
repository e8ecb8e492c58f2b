"""Business events of a Wherefour warehouse: goods come in, lots are counted, staff ship.

Source: docs/reference/wherefour.md 5.3 and 5.5; the events themselves are this suite's.
"""

from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal
from stocktake.rules.quantity import MICRO, Rounding, convert

from . import numbering, wire
from .accounts import staff
from .locations import matching
from .shipping import pick_and_ship
from .stocks import Change, add_lot, change_lot


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
    item = _item(world, sku)
    account = staff(world)
    counted = wire.counted(count)
    lot = add_lot(
        world,
        Change(reason="purchase", account=account, effective_at=world.now),
        inventory_id=item["id"],
        count=counted,
        location_id=_location(world, location),
        lot_code=lot_code
        or numbering.next_code(world, "lot", organization_id=account.organization_id),
        expiration_date=wire.day({"expires": expires}, "expires"),
        cost=convert(
            counted,
            item["standard_cost"] or 0,
            denominator_micro=MICRO,
            rounding=Rounding.HALF_EVEN,
        ),
    )
    return world.one("SELECT id AS stock_id, lot_code FROM wherefour_stock WHERE id = ?", (lot,))


def cycle_count(world: World, *, lot_code: str, count: float | str) -> dict[str, Any]:
    """Set a lot to what was counted, in the unit of use; a lot that was right is left alone."""
    lots = world.all(
        "SELECT id, count FROM wherefour_stock WHERE lot_code = ? LIMIT 2", (lot_code,)
    )
    if not lots:
        raise NotFound(f"no lot {lot_code!r}")
    if len(lots) > 1:
        raise Conflict(f"more than one lot has the code {lot_code!r}")
    difference = wire.counted(count, zero=True) - lots[0]["count"]
    if difference:
        change = Change(reason="cycle count", account=staff(world), effective_at=world.now)
        change_lot(world, lots[0]["id"], by=difference, change=change)
    return {"stock_id": lots[0]["id"], "change": spell_decimal(difference)}


def ship_order(
    world: World, *, order_number: str, delivery_method: str = "UPS Ground"
) -> dict[str, Any]:
    """Pick and ship what there is of an order, as auto-ship would choose, by somebody on site."""
    orders = world.all(
        "SELECT * FROM wherefour_order WHERE order_number = ? LIMIT 2", (order_number,)
    )
    if not orders:
        raise NotFound(f"no order {order_number!r}")
    if len(orders) > 1:
        raise Conflict(f"more than one order has the number {order_number!r}")
    body = {"delivery_method": delivery_method}
    return {"shipment_id": pick_and_ship(world, staff(world), orders[0], body=body)}


def _item(world: World, sku: str) -> dict[str, Any]:
    items = world.all(
        "SELECT id, standard_cost FROM wherefour_inventory WHERE sku = ? AND NOT retired LIMIT 2",
        (sku,),
    )
    if not items:
        raise NotFound(f"no item with the SKU {sku!r}")
    if len(items) > 1:
        raise Conflict(f"more than one item has the SKU {sku!r}")
    return items[0]


def _location(world: World, named: str) -> int:
    found = matching(world, name=None, locator_code=named) or matching(
        world, name=named, locator_code=None
    )
    if not found:
        raise NotFound(f"no location {named!r}")
    if len(found) > 1:
        raise Conflict(f"more than one location is called {named!r}")
    return found[0]
