"""Oversold over channels: two sell the last one before any round."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def oversold_over_channels(topology: Topology) -> Scenario:
    """The story of docs/reference/channels.md 14.6, cases B and C."""
    topology = topology.able("parcels").together()
    return Scenario(
        name="oversold over channels",
        sentence="The last piece is sold at every channel at once; then one more write is lost.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Every channel sells the last one.", events=topology.each(_last)),
            Step(
                "All but the first are cancelled.",
                advance="1h",
                events=tuple(
                    act
                    for number, route in enumerate(topology.acting)
                    for act in ([route.cancel(_label(route))] if number else [])
                ),
            ),
            Step(
                "The first channel sells two of another good; a write to each is lost.",
                advance="1h",
                events=tuple(
                    route.order({route.goods.plenty[0]: 2}, label="two")
                    for route in topology.acting[:1]
                ),
                faults=topology.outlet_faults("write_quantities", "lost_request"),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _label(route: Route) -> str:
    return f"last at {route.outlet}"


def _last(route: Route) -> list[Act]:
    return [route.order({route.goods.last_one: 1}, label=_label(route))]
