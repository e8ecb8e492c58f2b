"""Ten pieces, nine everywhere: an order of one channel lowers all before anybody scans."""

from stocktake.harness.channel_route import (
    added_good,
    channels_of,
    label_bought,
    listed,
    released,
    synced,
)
from stocktake.harness.scenario import Scenario, Step
from stocktake.harness.topology import Topology

SKU = "IPHX-SLV-64"


def ten_pieces_nine_everywhere(topology: Topology) -> Scenario:
    """The acceptance script of docs/reference/channels.md 14.1."""
    topology = topology.able("parcels")
    channels = channels_of(topology.routes)
    return Scenario(
        name="ten pieces, nine everywhere",
        sentence="Of ten pieces one is sold at a channel; its label is bought, its number told.",
        topology=topology,
        steps=(
            Step(
                "Ten pieces come in, and every channel lists them; none shows a number yet.",
                events=(
                    *topology.each(lambda route: added_good(route, SKU, 10)),
                    *(act for route in channels for act in (*listed(route, SKU), *synced(route))),
                ),
            ),
            Step(
                "A shopper buys one.",
                events=topology.each(lambda route: [route.order({SKU: 1}, label="sold")]),
            ),
            Step("Nothing new."),
            Step("Staff scan a unit.", events=topology.each(lambda route: route.prepare("sold"))),
            Step(
                "The order is ready to be shipped.",
                events=topology.each(lambda route: released(route, "sold")),
            ),
            Step(
                "Staff buy its label.",
                events=topology.each(lambda route: label_bought(route, "sold")),
            ),
            Step("Nothing new."),
        ),
    )
