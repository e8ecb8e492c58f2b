"""Cancelled and paid back: what did not leave goes back on sale everywhere, once."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import refunded
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def cancelled_and_paid_back(topology: Topology) -> Scenario:
    """The story of docs/reference/channels.md 14.5."""
    topology = topology.able("refund")
    return Scenario(
        name="cancelled and paid back",
        sentence="A channel cancels an order before it leaves, pays another back after it left.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Two orders of a channel.", events=topology.each(_ordered)),
            Step(
                "The first is cancelled; the second leaves.",
                advance="1h",
                events=topology.each(lambda route: [route.cancel("off"), *route.ship("back")]),
            ),
            Step("Nothing new.", advance="1h"),
            Step(
                "The second is paid back.",
                advance="1h",
                events=topology.each(lambda route: refunded(route, "back")),
            ),
            Step("The goods are received.", advance="50h", events=topology.each(_returned)),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    return [
        route.order({route.goods.last_one: 1}, label="off"),
        route.order({route.goods.plenty[0]: 1}, label="back"),
    ]


def _returned(route: Route) -> list[Act]:
    return [*route.receive_return(route.goods.plenty[0], 1)]
