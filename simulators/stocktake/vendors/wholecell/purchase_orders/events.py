"""Prices of a whole purchase order, which only the web pages can set.

Source: docs/reference/wholecell.md 6.
"""

from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.rules.money import split_evenly
from stocktake.vendors.wholecell.errors import invalid
from stocktake.vendors.wholecell.wire import Row

from .rows import change_order, exists
from .shown import show_orders

_MOST_CENTS = 10**12  # the document's maximum for a unit's price


def price_lot(world: World, *, purchase_order_id: int, lot_price_paid: int) -> dict[str, Any]:
    """Split a lot's price evenly over the units of an order; extra costs stay on top."""
    units = _require_units(world, purchase_order_id)
    shares = split_evenly(lot_price_paid, len(units))
    for unit, share in zip(units, shares, strict=True):
        extra = max(0, unit["total_price_paid"] - (unit["initial_price_paid"] or 0))
        _set_price(world, unit["id"], total=share + extra, initial_price_paid=share)
    return _show_sums(world, purchase_order_id)


def add_cost(world: World, *, purchase_order_id: int, amount: int) -> dict[str, Any]:
    """Split an extra cost over the units of an order: their totals rise, their paid prices not."""
    units = _require_units(world, purchase_order_id)
    for unit, share in zip(units, split_evenly(amount, len(units)), strict=True):
        _set_price(world, unit["id"], total=unit["total_price_paid"] + share)
    return _show_sums(world, purchase_order_id)


def _require_units(world: World, order_id: int) -> list[Row]:
    if not exists(world, order_id):
        raise NotFound(f"no purchase order {order_id}")
    units = world.all(
        "SELECT id, initial_price_paid, total_price_paid FROM wholecell_inventory"
        " WHERE purchase_order_id = ? ORDER BY id",
        (order_id,),
    )
    if not units:
        raise Conflict(f"nothing has come in on purchase order {order_id}")
    return units


def _set_price(world: World, unit: int, *, total: int, **prices: int) -> None:
    if total > _MOST_CENTS:
        raise invalid("total_price_paid", f"must not be over {_MOST_CENTS}")
    world.update(
        "wholecell_inventory", unit, total_price_paid=total, updated_at=world.now, **prices
    )


def _show_sums(world: World, order_id: int) -> dict[str, Any]:
    change_order(world, order_id, {})
    shown = show_orders(world, [order_id])[0]
    return {name: shown[name] for name in ("id", "inventory_count", "total_price_paid")}


EVENTS = (price_lot, add_cost)
