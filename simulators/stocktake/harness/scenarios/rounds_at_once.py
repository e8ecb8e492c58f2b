"""Rounds at once: a round begins while another one still runs, as cron jobs do."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def rounds_at_once(topology: Topology) -> Scenario:
    """Two processes of the engine run the same round together."""
    return Scenario(
        name="rounds at once",
        sentence="Two rounds of the engine run at the same time, with the same state directory.",
        topology=topology,
        steps=(
            Step(OPENS, at_once=2),
            Step(
                "Two orders at each warehouse.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 1}, label="one", customer=0),
                        route.order({route.goods.plenty[1]: 1}, label="two", customer=0),
                    ]
                ),
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
