"""Garbled answer: what arrives with a good status is a page of HTML."""

from stocktake.harness.scenario import OPENS, PATIENCE, Scenario, Step
from stocktake.harness.topology import Topology


def garbled_answer(topology: Topology) -> Scenario:
    """Neither a create nor the search that would settle it can be read."""
    return Scenario(
        name="garbled answer",
        sentence="The answers to creates and to the searches after them cannot be read.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Orders come in; whether their documents were made cannot be read for a while.",
                events=topology.each(lambda route: [route.order({route.goods.plenty[1]: 3})]),
                faults=topology.each(
                    lambda route: [
                        *route.fault("create", "garbled"),
                        *route.fault("find", "garbled", nth=2, times=3 * PATIENCE),
                    ]
                ),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )
