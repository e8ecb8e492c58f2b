"""Called off by the warehouse: its people cancel what they hold for an order that still stands."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def called_off_by_the_warehouse(topology: Topology) -> Scenario:
    """People at each warehouse call off a document whole, and a part of another."""
    topology = topology.able("reopen")
    return Scenario(
        row=37,
        name="called off by the warehouse",
        sentence="A warehouse's people call off an order and a part of another; the shop does not.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Two orders that wait for goods or staff.", events=topology.each(_ordered)),
            Step(
                "The first is called off, of the second a part.",
                advance="1h",
                events=topology.each(_called_off),
            ),
            Step("Nothing new.", advance="1h"),
            Step(
                "The first is cancelled in the shop, and taken up again.",
                advance="1h",
                events=topology.each(lambda route: [route.cancel("whole"), *route.reopen("whole")]),
            ),
            Step("Goods come in, or staff ship.", advance="2h", events=topology.each(_served)),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    sku = route.goods.plenty[1]
    return [
        route.order({sku: 2}, label="whole", customer=0),
        route.order({sku: 3}, label="part", customer=1),
        *route.count_none(),  # where the engine ships, nothing is left of it
    ]


def _called_off(route: Route) -> list[Act]:
    sku = route.goods.plenty[1]
    return [*route.call_off("whole"), *route.call_off("part", {sku: 1})]


def _served(route: Route) -> list[Act]:
    if route.warehouse_role.staff_ship:
        return [*route.ship("whole")]
    return [route.receive(route.goods.plenty[1], 120)]
