"""Account east of UTC: the shop's day begins while it is yesterday in the warehouses' times."""

from dataclasses import replace

from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology

ZONE = "Asia/Tokyo"


def account_east_of_utc(topology: Topology) -> Scenario:
    """The shop's account is in Japan; orders leave in its early morning."""
    topology = topology.able("zone_quirk")
    zones = {name: role.zone_quirk for name, role in topology.outlets.items()}
    quirks = {f"{name}.{quirk}": ZONE for name, quirk in zones.items() if quirk}
    return Scenario(
        name="account east of UTC",
        sentence="The shop's account is nine hours ahead of UTC; orders leave in its morning.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(OPENS),
            Step(
                "Orders in other statuses than the first.",
                events=topology.each(
                    lambda route: [
                        route.order(
                            {route.goods.plenty[0]: 1},
                            label="early",
                            status=route.outlet_role.other_status,
                        )
                    ]
                ),
            ),
            Step(
                "Six in the morning in Japan, still yesterday by UTC: they leave.",
                advance="12h",
                events=topology.each(lambda route: route.ship("early")),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )
