"""Committed before it is known: staff scan a unit for a line whose SKU is still unknown."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import added_good, committed, connected, listed, synced
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

SKU = "IPHX-BLK-64"


def committed_before_it_is_known(topology: Topology) -> Scenario:
    """The story of docs/reference/channels.md 14.2 with 3' and 4' instead of 3."""
    topology = topology.able("add_listing")
    return Scenario(
        name="committed before it is known",
        sentence="A unit is scanned to an order whose line is of an unknown SKU; then it is"
        " connected.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("A listing of an unknown SKU; an order of it.", events=topology.each(_ordered)),
            Step(
                "The SKU comes into the catalogue, goods come in, and listings are read again.",
                advance="10m",
                events=topology.each(lambda route: [*added_good(route, SKU, 3), *synced(route)]),
            ),
            Step(
                "Staff scan a unit, which makes a second line.",
                advance="10m",
                events=topology.each(lambda route: committed(route, "unknown", {SKU: 1})),
            ),
            Step(
                "Staff connect the first line.",
                advance="10m",
                events=topology.each(lambda route: connected(route, "unknown")),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    return [*listed(route, SKU, 5), route.order({SKU: 1}, label="unknown")]
