"""Calm day: nothing breaks, and an engine already has enough to get wrong."""

from stocktake.harness.scenario import CATALOGUE, OPENS, Scenario, Step
from stocktake.harness.topology import Route, Topology


def calm_day(topology: Topology) -> Scenario:
    """A trading day without a fault."""
    return Scenario(
        name="calm day",
        sentence="Orders, cancellations, deliveries and counts at each warehouse; nothing breaks.",
        topology=topology,
        config=CATALOGUE,
        steps=(
            Step(OPENS),
            Step(
                "Shoppers order one thing, several things, and on both sites; some cancel.",
                events=topology.each(
                    lambda route: [
                        *(
                            route.order(basket, label=f"order {number}")
                            for number, basket in enumerate(route.baskets("kept"), 1)
                        ),
                        *(
                            event
                            for basket in route.baskets("regretted")
                            for event in (
                                route.order(basket, label="regretted"),
                                route.cancel("regretted"),
                            )
                        ),
                    ]
                ),
            ),
            Step(
                "Deliveries come in, staff ship, counts find less than the books say.",
                advance="2h",
                events=(
                    *topology.each(
                        lambda route: [
                            *route.ship(*_first_labels(route)),
                            route.receive(route.goods.none_yet, 5),
                        ]
                    ),
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


def _first_labels(route: Route) -> list[str]:
    return [f"order {number}" for number, _ in enumerate(route.baskets("kept"), 1)][:2]
