"""Token refresh race: tokens are over, and two rounds want new ones at once."""

from dataclasses import replace

from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology


def token_refresh_race(topology: Topology) -> Scenario:
    """Hours pass between rounds, and two of them run at the same time."""
    topology = topology.able("token_quirks")
    quirks = {
        f"{name}.{quirk}": True
        for name, role in topology.outlets.items()
        for quirk in role.token_quirks
    }
    return Scenario(
        row=22,
        name="token refresh race",
        sentence="Access tokens are over after hours; two rounds at once want new ones.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(OPENS),
            Step(
                "Three hours later an order comes in.",
                advance="3h",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 1}, label="one")]
                ),
                at_once=2,
            ),
            Step(
                "Three hours later staff ship it.",
                advance="3h",
                events=topology.each(lambda route: route.ship("one")),
                at_once=2,
            ),
            Step("Nothing new.", advance="3h"),
        ),
    )
