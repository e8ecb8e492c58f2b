"""Partial success ignored: the answer is good, and some of what was sent was not taken."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def partial_success_ignored(topology: Topology) -> Scenario:
    """Uploads are answered 200, and a row is missing."""
    return Scenario(
        row=21,
        name="partial success ignored",
        sentence="The shop answers 200 to uploads and leaves out their first row.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Orders make uploads necessary; the first row of each is not taken.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 2, route.goods.plenty[1]: 1})
                    ]
                ),
                faults=topology.outlet_faults(
                    "write_quantities", "partial_success", in_batches=True, times=3
                ),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )
