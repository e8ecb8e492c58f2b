"""Goods come back: what was shipped is returned, and counts when the warehouse has received it."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def goods_come_back(topology: Topology) -> Scenario:
    """Orders are cancelled after everything has left; later the goods arrive."""
    return Scenario(
        row=38,
        name="goods come back",
        sentence="Shipped orders are cancelled in the shop; the goods come back some days later.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order at each warehouse; where the engine ships, it leaves at once.",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 1}, label="back")]
                ),
            ),
            Step(
                "Staff ship.", advance="1h", events=topology.each(lambda route: route.ship("back"))
            ),
            Step(
                "Each is cancelled, and nothing has come back yet.",
                advance="1h",
                events=topology.each(lambda route: [route.regret("back")]),
            ),
            Step("The goods are received.", advance="50h", events=topology.each(_returned)),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _returned(route: Route) -> list[Act]:
    return [*route.receive_return(route.goods.plenty[0], 1)]
