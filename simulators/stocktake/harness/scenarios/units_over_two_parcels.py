"""Units of one line over two parcels: each is told with its own number."""

from stocktake.core.steps import Event
from stocktake.harness.channel_route import label_bought, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def units_over_two_parcels(topology: Topology) -> Scenario:
    """Three are ordered, labels are bought for one and for two."""
    topology = topology.able("in_parts")
    return Scenario(
        row=29,
        name="units of one line over two parcels",
        sentence="Of a line of three one leaves with a first label, two with a second.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Three are ordered.",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 3}, label="three")]
                ),
            ),
            Step(
                "They are scanned and ready.",
                advance="1h",
                events=topology.each(
                    lambda route: [*route.prepare("three"), *released(route, "three")]
                ),
            ),
            Step(
                "A label for one.",
                advance="1h",
                events=topology.each(lambda route: _labelled(route, 1)),
            ),
            Step(
                "A label for the others.",
                advance="1h",
                events=topology.each(lambda route: _labelled(route, 2)),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _labelled(route: Route, count: int) -> tuple[Event, ...]:
    return label_bought(route, "three", quantities={route.goods.plenty[0]: count})
