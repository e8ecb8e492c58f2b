"""Echo loop: what the engine itself has written comes back as a change."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def echo_loop(topology: Topology) -> Scenario:
    """The outlet's history holds the engine's own writes."""
    return Scenario(
        row=4,
        name="echo loop",
        sentence="Orders are served and reported; the history names them again, and nobody did it.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order at each warehouse; two of them hold one of the goods.",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 1}, label="first")]
                ),
            ),
            Step(
                "Where staff ship, they ship.",
                advance="1h",
                events=topology.each(lambda route: route.ship("first")),
            ),
            Step("Nothing new but what the engine reported.", advance="10m"),
        ),
    )
