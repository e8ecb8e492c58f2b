"""Calm day: nothing breaks, and an engine already has enough to get wrong."""

from collections.abc import Iterator

from stocktake.core.steps import Event
from stocktake.harness.route import Route
from stocktake.harness.scenario import CATALOGUE, OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def calm_day(topology: Topology) -> Scenario:
    """A trading day without a fault."""
    return Scenario(
        name="calm day",
        sentence="Orders, cancellations, deliveries and counts at each warehouse; nothing breaks.",
        topology=topology,
        config=CATALOGUE,
        rows_per_page=20,
        steps=(
            Step(OPENS),
            Step(
                "Shoppers order one thing, several things, and on both sites; some cancel.",
                events=topology.each(_orders),
            ),
            Step(
                "Deliveries come in, staff ship, counts find less than the books say.",
                advance="2h",
                events=(
                    *topology.each(_shipped_and_delivered),
                    *topology.each(lambda route: [route.count_less(catalogue=True)]),
                    *topology.each(
                        lambda route: [route.order(basket) for basket in route.baskets("later")]
                    ),
                ),
            ),
            Step(
                "The first of the new goods are sold.",
                advance="3h",
                events=topology.each(lambda route: [route.order({route.goods.none_yet: 1})]),
            ),
        ),
    )


def _orders(route: Route) -> Iterator[Event]:
    for number, basket in enumerate(route.baskets("kept"), 1):
        # Managers were faster than the engine with the second: it is not new any more.
        status = route.outlet_role.other_status if number == 2 else None
        yield route.order(basket, label=f"order {number}", status=status)
    for basket in route.baskets("regretted"):
        yield route.order(basket, label="regretted")
        yield route.cancel("regretted")


def _shipped_and_delivered(route: Route) -> Iterator[Event]:
    labels = [f"order {number}" for number, _ in enumerate(route.baskets("kept"), 1)]
    yield from route.ship(*labels[:2])
    yield route.receive(route.goods.none_yet, 5)
