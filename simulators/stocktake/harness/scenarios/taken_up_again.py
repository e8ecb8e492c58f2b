"""Taken up again: an order is cancelled by mistake, opened again, and cancelled for good."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def taken_up_again(topology: Topology) -> Scenario:
    """Orders of each warehouse are cancelled and opened again, between rounds and within one."""
    topology = topology.able("reopen")
    return Scenario(
        row=35,
        name="taken up again",
        sentence="Orders are cancelled and taken up again, and one is cancelled once more.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Three orders that wait for goods or staff.", events=topology.each(_ordered)),
            Step(
                "Two are cancelled.",
                advance="1h",
                events=topology.each(lambda route: [route.cancel("kept"), route.cancel("dropped")]),
            ),
            Step(
                "Both are taken up again; the third is cancelled and taken up at once.",
                advance="1h",
                events=topology.each(_reopened),
            ),
            Step(
                "One is cancelled for good.",
                advance="1h",
                events=topology.each(lambda route: [route.cancel("dropped")]),
            ),
            Step("Goods come in, or staff ship.", advance="2h", events=topology.each(_served)),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    sku = route.goods.plenty[1]
    return [
        route.order({sku: 2}, label="kept", customer=0),
        route.order({sku: 1}, label="dropped", customer=1),
        route.order({sku: 1}, label="quick", customer=2),
        *route.count_none(),  # where the engine ships, nothing is left of it
    ]


def _reopened(route: Route) -> list[Act]:
    return [
        *route.reopen("kept"),
        *route.reopen("dropped"),
        route.cancel("quick"),
        *route.reopen("quick"),
    ]


def _served(route: Route) -> list[Act]:
    if route.warehouse_role.staff_ship:
        return [*route.ship("kept", "quick")]
    return [route.receive(route.goods.plenty[1], 120)]
