"""Killed in the middle: a round ends at any request, and the next one goes on."""

from stocktake.core.steps import Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def killed_in_the_middle(topology: Topology) -> Scenario:
    """The engine's process ends right after a write was done, then right before one."""
    return Scenario(
        row=50,
        name="killed in the middle",
        sentence="The engine is killed right after a document was made, then before an upload.",
        topology=topology,
        steps=(
            Step(OPENS),
            *(
                Step(
                    f"An order at {route.warehouse}; its document is made, and the engine dies.",
                    advance="10m",
                    events=(route.order({route.goods.plenty[0]: 1}, label="made"),),
                    faults=_killed(route, "create", when="after"),
                )
                for route in topology.acting
            ),
            Step("Nothing new.", advance="10m"),
            Step(
                "Goods come in, and the engine dies before its first upload.",
                advance="1h",
                events=topology.each(
                    lambda route: [route.receive(route.goods.plenty[1], route.goods.delivery)]
                ),
                faults=topology.outlet_faults("write_quantities", "kill_engine", when="before"),
            ),
            Step(
                "Staff ship, and the engine dies right after its first report.",
                advance="1h",
                events=topology.each(lambda route: route.ship("made")),
                faults=topology.outlet_faults("report_shipping", "kill_engine", when="after"),
            ),
            Step("Nothing new.", advance="10m"),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _killed(route: Route, purpose: str, *, when: str) -> tuple[Fault, ...]:
    return route.fault(purpose, "kill_engine", when=when)
