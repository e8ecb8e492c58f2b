"""Unpaid and combined orders: what waits for its payment is no document yet."""

from stocktake.harness.channel_route import combined, paid, unpaid
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def unpaid_and_combined_orders(topology: Topology) -> Scenario:
    """An order is paid a round after it came in; two others become one."""
    topology = topology.able("unpaid", "combine")
    return Scenario(
        row=16,
        name="unpaid and combined orders",
        sentence="An order waits for its payment; a buyer makes one order of two.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order that is not paid, and two that are.",
                events=topology.each(
                    lambda route: [
                        *unpaid(route, {route.goods.plenty[0]: 2}, "waiting"),
                        route.order({route.goods.plenty[1]: 1}, label="one"),
                        route.order({route.goods.plenty[1]: 2}, label="two"),
                    ]
                ),
            ),
            Step(
                "It is paid, and where buyers can, they make one order of the two.",
                advance="1h",
                events=topology.each(
                    lambda route: [*paid(route, "waiting"), *combined(route, "one", "two")]
                ),
            ),
            Step(
                "Staff ship the first.",
                advance="1h",
                events=topology.each(lambda route: route.ship("waiting")),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )
