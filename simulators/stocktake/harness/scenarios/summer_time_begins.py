"""Summer time begins: days around the change have 23 hours, and dates follow the account's zone."""

from dataclasses import replace

from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology

EVE = "2026-03-07T09:00:00Z"
"""In the United States summer time begins on 8 March 2026 at two in the morning."""


def summer_time_begins(topology: Topology) -> Scenario:
    """Orders leave shortly before midnight on the days around the change."""
    return Scenario(
        name="summer time begins",
        sentence="Orders leave around midnight, before and after clocks are put forward.",
        topology=topology,
        config=replace(SHELF, now=EVE),
        steps=(
            Step(OPENS),
            Step(
                "Three orders at each warehouse.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 1}, label=f"day {day}", customer=day)
                        for day in range(3)
                    ]
                ),
            ),
            Step(
                "Half past eleven in the evening: the first leaves.",
                advance="22h30m",
                events=topology.each(lambda route: route.ship("day 0")),
            ),
            Step(
                "Half past midnight of the last day with summer time: the second leaves.",
                advance="24h",
                events=topology.each(lambda route: route.ship("day 1")),
            ),
            Step(
                "Half past eleven of the next evening: the third leaves.",
                advance="23h",
                events=topology.each(lambda route: route.ship("day 2")),
            ),
        ),
    )
