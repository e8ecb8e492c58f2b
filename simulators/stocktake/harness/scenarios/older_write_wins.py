"""Older write wins: an upload whose answer was lost is sent again after a newer one."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def older_write_wins(topology: Topology) -> Scenario:
    """The answers to uploads are lost."""
    return Scenario(
        row=2,
        name="older write wins",
        sentence="The answers to uploads are lost; before the next round there are other sales.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Two are sold at each warehouse, and the answers to the new numbers are lost.",
                events=topology.each(lambda route: [route.order({route.goods.plenty[0]: 2})]),
                faults=topology.outlet_faults("write_quantities", "lost_reply", times=3),
            ),
            Step(
                "Three more are sold: the numbers of the lost answers are outdated.",
                advance="10m",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 3}, customer=1)]
                ),
            ),
        ),
    )
