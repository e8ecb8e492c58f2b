"""A place below zero: an order takes more than one building holds."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def a_place_below_zero(topology: Topology) -> Scenario:
    """One order takes all that two buildings hold; then less is there than was sold."""
    return Scenario(
        row=52,
        name="a place below zero",
        sentence="An order takes what two buildings hold together; then three pieces are missing.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("An order for all that there is.", events=topology.each(_all_of_it)),
            Step("Less is there than was sold.", advance="1h", events=topology.each(_fewer)),
            Step(
                "One more than is missing comes in.", advance="1h", events=topology.each(_received)
            ),
        ),
    )


def _all_of_it(route: Route) -> list[Act]:
    places = route.goods.two_places
    sku, count = (places[0], sum(places[1])) if places else route.goods.sold_out
    return [route.order({sku: count}, label="all")]


def _fewer(route: Route) -> list[Act]:
    return [route.receive(route.goods.two_places[0], -3)] if route.goods.two_places else []


def _received(route: Route) -> list[Act]:
    if not route.goods.two_places:
        return []
    return [route.receive(route.goods.two_places[0], 4)]
