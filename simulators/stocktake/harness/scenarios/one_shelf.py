"""One shelf: two goods of each warehouse, no orders; the first scenario for a new engine."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def one_shelf(topology: Topology) -> Scenario:
    """Stock moves, and an engine that moves stock alone can be right."""
    return Scenario(
        name="one shelf",
        sentence="Two goods of each warehouse are judged, of which it holds more than it may ship.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Deliveries of the one come in; less of the other can be sold than the books say.",
                advance="2h",
                events=topology.each(
                    lambda route: [route.receive(route.goods.held_back[0], 6), route.count_less()]
                ),
            ),
        ),
        shelf=frozenset(topology.each(lambda route: route.goods.held_back)),
    )
