"""What happened to an order, for the modules that the CRM calls by itself then.

The difference between what an order asks for before and after a change tells what happened to it.
Source: docs/reference/warehouse-module.md 3, 10.
"""

from collections import Counter

from stocktake.core.world import World
from stocktake.vendors.retailcrm.inventories.call_points import listens
from stocktake.vendors.retailcrm.inventories.callbacks import call_by_itself

Asked = Counter[tuple[str | None, int | None, str]]
"""Quantities in millionths by store, offer and SKU."""

Positions = dict[str, Asked]
"""What an order asks for by what it is: `demand` or `cancelled`; and its `shipment`."""


def tell_modules(world: World, before: Positions, now: Positions) -> None:
    """Call the modules whose call points mean what happened; `before` is empty for a new order.

    They are asked for the offers that the order has or had.
    """
    if listens(world):
        offers = {offer for state in (before, now) for _, offer, _ in _asked(state)}
        call_by_itself(world, _happened(before, now), offers)


def _happened(before: Positions, now: Positions) -> set[str]:
    if not before:
        return {"order_created"}
    earlier, later = _asked(before), _asked(now)
    happened = set()
    if _by_good(earlier) != _by_good(later):
        happened.add("order_edited")
    if not earlier or not later:
        return happened
    if bool(before["cancelled"]) != bool(now["cancelled"]):
        happened.add("order_cancelled" if now["cancelled"] else "order_reopened")
    if {store for store, _, _ in earlier} != {store for store, _, _ in later}:
        happened.add("order_moved")
    return happened


def _asked(positions: Positions) -> Asked:
    return Counter(positions.get("demand")) + Counter(positions.get("cancelled"))


def _by_good(asked: Asked) -> Counter[tuple[int | None, str]]:
    goods: Counter[tuple[int | None, str]] = Counter()
    for (_, offer, sku), quantity in asked.items():
        goods[offer, sku] += quantity
    return goods
