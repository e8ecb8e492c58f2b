"""Renamed SKU: an item gets another SKU while an order waits for it, and later its offer too."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def renamed_sku(topology: Topology) -> Scenario:
    """Items are renamed at their warehouse first, then in the shop."""
    topology = topology.able("rename")
    return Scenario(
        row=40,
        name="renamed SKU",
        sentence="An item is renamed at its warehouse while an order waits, then in the shop.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("An order that waits for goods or staff.", events=topology.each(_ordered)),
            Step("The item is renamed.", advance="1h", events=topology.each(_renamed)),
            Step("Goods come in, or staff ship.", advance="1h", events=topology.each(_served)),
            Step(
                "The offer gets the new SKU as well.",
                advance="1h",
                events=topology.each(lambda route: [*route.rename_offer(_sku(route), _new(route))]),
            ),
            Step(
                "Shoppers order by the new one.",
                advance="1h",
                events=topology.each(
                    lambda route: [route.order({_new(route): 1}, label="new", customer=1)]
                ),
            ),
            Step(
                "Staff ship.", advance="1h", events=topology.each(lambda route: route.ship("new"))
            ),
        ),
    )


def _sku(route: Route) -> str:
    return route.goods.plenty[1]


def _new(route: Route) -> str:
    return f"{_sku(route)}-2"


def _ordered(route: Route) -> list[Act]:
    return [route.order({_sku(route): 2}, label="old", customer=0), *route.count_none()]


def _renamed(route: Route) -> list[Act]:
    return [*route.rename_item(_sku(route), _new(route))]


def _served(route: Route) -> list[Act]:
    if route.warehouse_role.staff_ship:
        return [*route.ship("old")]
    return [route.receive(_new(route), 120)]
