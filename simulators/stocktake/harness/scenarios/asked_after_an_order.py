"""Asked after an order: what is sold is gone, though the warehouse does not know of it yet."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def asked_after_an_order(topology: Topology) -> Scenario:
    """The shop asks between an order and its document."""
    return Scenario(
        name="asked after an order",
        sentence="Orders come in, and the shop asks for its inventories before they are documents.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Shoppers order twice from each warehouse, and the shop asks.",
                events=(
                    *topology.each(
                        lambda route: [
                            route.order({route.goods.plenty[0]: 3}, label="first"),
                            route.order(
                                {route.goods.held_back[0]: 1, route.goods.held_back[1]: 2},
                                label="second",
                                customer=1,
                            ),
                        ]
                    ),
                    *topology.ask(),
                ),
            ),
            Step(
                "Everything has left; the shop asks.",
                advance="1h",
                events=(
                    *topology.each(lambda route: route.ship("first", "second")),
                    *topology.ask(),
                ),
            ),
        ),
    )
