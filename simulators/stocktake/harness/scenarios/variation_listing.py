"""Variation listing: it is written once every SKU of it is in the catalogue."""

from stocktake.harness.channel_route import added_good, synced, variants_listed
from stocktake.harness.scenario import Scenario, Step
from stocktake.harness.topology import Topology

KNOWN, NEW = "IPHX-SLV-64", "IPHX-SLV-256"


def variation_listing(topology: Topology) -> Scenario:
    """The story of docs/reference/channels.md 14.3."""
    topology = topology.able("add_variants")
    return Scenario(
        name="variation listing",
        sentence="Of a listing with two SKUs one is unknown at first, then both are in stock.",
        topology=topology,
        steps=(
            Step(
                "One of two SKUs of a listing is in the catalogue.",
                events=topology.each(
                    lambda route: [
                        *added_good(route, KNOWN, 4),
                        *variants_listed(route, {KNOWN: 1, NEW: 1}),
                        *synced(route),
                    ]
                ),
            ),
            Step(
                "The other one comes in.",
                advance="10m",
                events=topology.each(lambda route: added_good(route, NEW, 2)),
            ),
            Step(
                "Somebody asks for the listings to be read again.",
                advance="10m",
                events=topology.each(synced),
            ),
            Step(
                "A shopper buys one of the first.",
                advance="10m",
                events=topology.each(lambda route: [route.order({KNOWN: 1}, label="sold")]),
            ),
        ),
    )
