"""Unknown SKU on a channel: its order is imported all the same, and counts once it is known."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import added_good, connected, listed, synced
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

SKU = "IPHX-BLK-64"


def unknown_sku_on_a_channel(topology: Topology) -> Scenario:
    """The story of docs/reference/channels.md 14.2, with a second line that is known."""
    topology = topology.able("add_listing")
    return Scenario(
        row=25,
        name="whole order lost for one unmapped line",
        sentence="A channel sells a SKU that is in no catalogue; later it is added and connected.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "A listing of an unknown SKU; an order of it and of something known.",
                events=topology.each(_ordered),
            ),
            Step(
                "The SKU comes into the catalogue, goods come in, and listings are read again.",
                advance="10m",
                events=topology.each(lambda route: [*added_good(route, SKU, 3), *synced(route)]),
            ),
            Step(
                "Staff connect the line with it.",
                advance="10m",
                events=topology.each(lambda route: connected(route, "unknown")),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    known = route.goods.plenty[0]
    return [
        *listed(route, SKU, 5),
        route.order([(known, 1), (SKU, 1)], label="unknown"),
    ]
