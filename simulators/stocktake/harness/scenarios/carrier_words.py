"""Carrier words: each channel is told in its own."""

from dataclasses import replace

from stocktake.core.steps import Act
from stocktake.harness.channel_route import label_bought, marked_shipped, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology

BLANKS = "9400 1118-9922 3197 4284 91"
"""A label's number as people write it."""
ELSEWHERE = ("ontrac", "C1 1031-5018 7359")
"""A carrier that is on no channel's list, and a number of its own."""


def carrier_words(topology: Topology) -> Scenario:
    """Channels that look at the carrier's name get a parcel of the tool's own code."""
    topology = topology.able("parcels").together()
    quirks = {
        f"{name}.{role.checks_carrier}": True
        for name, role in topology.outlets.items()
        if role.checks_carrier
    }
    return Scenario(
        row=31,
        name="carrier words",
        sentence="Numbers have blanks, carriers the tool's code; of one no channel has heard.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(OPENS),
            Step("Two orders at every channel.", events=topology.each(_ordered)),
            Step("They are scanned and ready.", advance="1h", events=topology.each(_ready)),
            Step(
                "Of one a label is bought, its number with blanks; one left with another carrier.",
                advance="1h",
                events=topology.each(_sent),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    """A shopper orders two goods, so that neither order takes the other's units."""
    first, second, _ = route.goods.plenty
    return [
        route.order({first: 1}, label=route.outlet),
        route.order({second: 1}, label=f"{route.outlet} again"),
    ]


def _ready(route: Route) -> list[Act]:
    labels = (route.outlet, f"{route.outlet} again")
    return [act for each in labels for act in [*route.prepare(each), *released(route, each)]]


def _sent(route: Route) -> list[Act]:
    carrier, number = ELSEWHERE
    return [
        *label_bought(route, route.outlet, parcel=BLANKS),
        *marked_shipped(route, f"{route.outlet} again", carrier=carrier, parcel=number),
    ]
