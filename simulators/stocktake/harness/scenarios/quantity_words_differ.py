"""Quantity words differ: held, free, sold, by the piece and by the case are several numbers."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def quantity_words_differ(topology: Topology) -> Scenario:
    """Every kind of quantity moves."""
    return Scenario(
        row=17,
        name="quantity words differ",
        sentence="Goods are received, locked away, sold by phone, picked; the shop sells by the"
        " case.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Cases are sold, phones and shirts; less of others can be sold than the books say.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[1]: 2}, label="first"),
                        route.count_less(),
                    ]
                ),
            ),
            Step(
                "Goods come in, staff take orders by phone and pick what is sold.",
                advance="2h",
                events=(
                    *topology.each(
                        lambda route: [route.receive(route.goods.plenty[1], route.goods.delivery)]
                    ),
                    *topology.each(_sold_by_phone_and_picked),
                ),
            ),
        ),
    )


def _sold_by_phone_and_picked(route: Route) -> list[Act]:
    by_phone = route.phone_order("PHONE-1", route.goods.held_back[0], 3)
    return [by_phone, *route.prepare("first")]
