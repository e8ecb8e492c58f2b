"""Partial shipments: an order is sold in good faith and leaves the warehouse in two parts."""

from collections.abc import Iterator

from stocktake.core.steps import Event
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def partial_shipments(topology: Topology) -> Scenario:
    """Not all of an order can leave at once."""
    engine_ships = Topology(
        tuple(route for route in topology.acting if not route.warehouse_role.staff_ship)
    )
    return Scenario(
        row=18,
        name="partial shipments",
        sentence="A count takes away what was just sold; the rest can ship only a day later.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Five are ordered while forty are shown; then a count finds only three.",
                events=topology.each(_orders),
            ),
            Step(
                "Where staff ship, they pick a whole order; none is reported as shipped.",
                advance="4h",
                events=topology.each(lambda route: route.prepare("two")),
            ),
            Step(
                "A delivery brings enough for the rest of the first order, and the others leave.",
                advance="20h",
                events=(
                    *engine_ships.each(lambda route: [route.receive(route.goods.held_back[1], 10)]),
                    *topology.each(lambda route: route.leave("two")),
                ),
            ),
            Step(
                "The next shopper buys some of what is left.",
                events=engine_ships.each(
                    lambda route: [route.order({route.goods.held_back[1]: 2}, customer=1)]
                ),
            ),
        ),
    )


def _orders(route: Route) -> Iterator[Event]:
    goods = route.goods
    if route.warehouse_role.staff_ship:
        yield route.order({goods.plenty[0]: 2, goods.plenty[1]: 1}, label="two")
        return
    yield route.order({goods.held_back[1]: 5, goods.plenty[0]: 1})
    yield from route.count_three()
