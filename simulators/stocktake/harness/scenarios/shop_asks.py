"""The shop asks: an engine that listens says what is left, between two rounds."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def shop_asks(topology: Topology) -> Scenario:
    """The outlet asks while stock moves."""
    return Scenario(
        name="shop asks",
        sentence="Stock moves, and the shop asks for its inventories without waiting for a round.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Deliveries come in, less of something can be sold, and the shop asks.",
                advance="2h",
                events=(
                    *topology.each(
                        lambda route: [
                            route.receive(route.goods.held_back[0], 6),
                            route.count_less(),
                        ]
                    ),
                    *topology.ask(),
                ),
            ),
            Step(
                "Staff of each warehouse take an order by phone, and the shop asks again.",
                advance="1h",
                events=(
                    *topology.each(
                        lambda route: [route.phone_order("PHONE-1", route.goods.held_back[0], 5)]
                    ),
                    *topology.ask(),
                ),
            ),
        ),
        shelf=frozenset(topology.each(lambda route: route.goods.held_back)),
    )
