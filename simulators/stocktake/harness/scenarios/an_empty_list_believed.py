"""An empty list believed: what an answer does not name is not gone for that."""

from stocktake.core.steps import Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def an_empty_list_believed(topology: Topology) -> Scenario:
    """Lists of goods are empty for a round, then short; beside it, goods really go."""
    return Scenario(
        row=44,
        name="an empty list believed",
        sentence="Lists of goods are empty for a round, then short for one; then goods really go.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Nothing happens, and every list of goods is empty.",
                advance="1h",
                faults=topology.each(lambda route: _on_lists(route, "empty_list", total="zero")),
                for_one_round=True,
            ),
            Step("They have their rows again.", advance="10m"),
            Step(
                "An order comes in; the last rows of the lists are missing, and counts agree.",
                advance="1h",
                events=topology.each(lambda route: [route.order({route.goods.plenty[0]: 1})]),
                faults=topology.each(lambda route: _on_lists(route, "short_list", rows=3)),
                for_one_round=True,
            ),
            Step(
                "All lists are right, and less is there than before.",
                advance="1h",
                events=topology.each(lambda route: [route.count_less(), *route.count_none()]),
            ),
        ),
    )


def _on_lists(route: Route, kind: str, **how: object) -> tuple[Fault, ...]:
    return route.fault("levels", kind, times=ROUND, **how)
