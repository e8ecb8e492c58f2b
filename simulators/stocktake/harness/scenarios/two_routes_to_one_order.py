"""Two routes to one order: the tool that buys labels has an order of a channel, too."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import imported_besides, label_bought, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def two_routes_to_one_order(topology: Topology) -> Scenario:
    """A channel is connected with the hub and with the carrier tool, under other ids."""
    topology = topology.able("parcels").together()
    return Scenario(
        row=26,
        name="two routes to one order",
        sentence="Every channel's order also comes into a store of the tool in which labels are"
        " bought.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("An order at every channel, and at the tool.", events=topology.each(_ordered)),
            Step(
                "They are scanned and ready.",
                advance="1h",
                events=topology.each(
                    lambda route: [*route.prepare(_label(route)), *released(route, _label(route))]
                ),
            ),
            Step(
                "Their labels are bought.",
                advance="1h",
                events=topology.each(lambda route: label_bought(route, _label(route))),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _label(route: Route) -> str:
    return f"sold at {route.outlet}"


def _ordered(route: Route) -> list[Act]:
    sku = route.goods.plenty[0]
    return [
        route.order({sku: 1}, label=_label(route)),
        *imported_besides(route, _label(route), sku, 1),
    ]
