"""Two lines of one SKU: a line is not its SKU, and several lines are their sum."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def two_lines_of_one_sku(topology: Topology) -> Scenario:
    """One SKU stands on two lines of an order."""
    return Scenario(
        row=39,
        name="two lines of one SKU",
        sentence="An order has one SKU on two lines, one piece and two.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Such an order at each warehouse.",
                events=topology.each(
                    lambda route: [
                        route.order(
                            [
                                (route.goods.plenty[0], 1),
                                (route.goods.plenty[1], 1),
                                (route.goods.plenty[0], 2),
                            ],
                            label="twofold",
                        )
                    ]
                ),
            ),
            Step(
                "Staff ship.",
                advance="1h",
                events=topology.each(lambda route: route.ship("twofold")),
            ),
        ),
    )
