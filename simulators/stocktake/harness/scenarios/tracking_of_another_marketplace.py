"""Tracking of another marketplace: Amazon is no business of the engine."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import elsewhere_imported, elsewhere_ordered, label_bought
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

NUMBER = "A-1"


def tracking_of_another_marketplace(topology: Topology) -> Scenario:
    """The story of docs/reference/channels.md 14.4."""
    topology = topology.able("parcels")
    return Scenario(
        name="tracking of another marketplace",
        sentence="An order of Amazon counts as owed; its label and its parcel concern nobody else.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order of Amazon comes in, at the warehouse and where labels are bought.",
                events=topology.each(_ordered),
            ),
            Step(
                "Its label is bought.",
                advance="10m",
                events=topology.each(lambda route: label_bought(route, "", number=NUMBER)),
            ),
            Step(
                "Staff ship it.",
                advance="10m",
                events=topology.each(lambda route: route.shipped_by_number(NUMBER)),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    sku = route.goods.plenty[0]
    return [
        *elsewhere_ordered(route, NUMBER, sku, 1),
        *elsewhere_imported(route, NUMBER, sku, 1),
    ]
