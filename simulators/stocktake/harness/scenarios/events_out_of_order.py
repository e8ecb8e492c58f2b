"""Events out of order: what happened first is heard last."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def events_out_of_order(topology: Topology) -> Scenario:
    """Two shipments are reported in the wrong order, then cancelled too late."""
    return Scenario(
        row=6,
        name="events out of order",
        sentence="Orders leave, their customers cancel, and only then is it heard that they left.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Two orders at each warehouse; where the engine ships, they leave at once.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[1]: 2}, label="first", customer=0),
                        route.order({route.goods.plenty[0]: 1}, label="second", customer=1),
                    ]
                ),
            ),
            Step(
                "Both leave; an engine that listens hears of the second first.",
                advance="1h",
                events=topology.each(lambda route: route.ship("first", "second")),
                faults=topology.each(lambda route: route.callback_fault("reorder")),
            ),
            Step(
                "All are cancelled, too late.",
                advance="1h",
                events=topology.each(lambda route: [route.regret("first"), route.regret("second")]),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )
