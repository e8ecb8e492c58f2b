"""Rounds at once: a round begins while another one still runs, as cron jobs do."""

from stocktake.core.steps import Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

SECOND_MS = 1000
"""So long does the first create of each kind take: the other round comes to the same place."""


def rounds_at_once(topology: Topology) -> Scenario:
    """Two processes of the engine run the same round together."""
    return Scenario(
        name="rounds at once",
        sentence="Two rounds of the engine run at the same time, with the same state directory.",
        topology=topology,
        steps=(
            Step(OPENS, at_once=2),
            Step(
                "Two orders at each warehouse, which take a second to make the first of anything.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 1}, label="one", customer=0),
                        route.order({route.goods.plenty[1]: 1}, label="two", customer=0),
                    ]
                ),
                faults=topology.each(_slow),
                at_once=2,
            ),
            Step(
                "Staff ship one; the other is cancelled.",
                advance="1h",
                events=topology.each(lambda route: [*route.ship("one"), route.cancel("two")]),
                at_once=2,
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _slow(route: Route) -> tuple[Fault, ...]:
    return (
        *route.fault("create_customer", "latency", ms=0, wall_ms=SECOND_MS),
        *route.fault("create", "latency", ms=0, wall_ms=SECOND_MS),
    )
