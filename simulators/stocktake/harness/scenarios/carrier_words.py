"""Carrier words: each channel is told in its own."""

from dataclasses import replace

from stocktake.harness.channel_route import label_bought, released
from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology


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
        sentence="Labels are bought under the tool's code for a carrier; channels have a list.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(OPENS),
            Step(
                "An order at every channel.",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 1}, label=route.outlet)]
                ),
            ),
            Step(
                "They are scanned and ready.",
                advance="1h",
                events=topology.each(
                    lambda route: [*route.prepare(route.outlet), *released(route, route.outlet)]
                ),
            ),
            Step(
                "Their labels are bought.",
                advance="1h",
                events=topology.each(lambda route: label_bought(route, route.outlet)),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )
