"""Rate-limit storm: a vendor's limit is on, and time passes as it does outside."""

from dataclasses import replace

from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology


def rate_limit_storm(topology: Topology) -> Scenario:
    """The vendors' own limits are on."""
    return Scenario(
        row=14,
        name="rate-limit storm",
        sentence="A warehouse lets two calls in a second through; the third is told to come back"
        " later.",
        topology=topology,
        config=replace(SHELF, clock="flowing", tick=1),
        steps=(
            Step(OPENS),
            Step(
                "Shoppers order two goods at each warehouse.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.held_back[0]: 1, route.goods.held_back[1]: 1})
                    ]
                ),
            ),
        ),
    )
