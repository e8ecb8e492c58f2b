"""SKU trouble: signs, spaces, case and zeros in SKUs, and lines that no warehouse knows."""

from stocktake.harness.scenario import CATALOGUE, OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def sku_trouble(topology: Topology) -> Scenario:
    """SKUs that are easily misread."""
    return Scenario(
        row=19,
        name="SKU trouble",
        sentence="SKUs that many programs misread are ordered, and one that no warehouse knows.",
        topology=topology,
        config=CATALOGUE,
        rows_per_page=20,
        steps=(
            Step(OPENS),
            Step(
                "Two orders at each warehouse; the second has a line that nobody can make.",
                events=topology.each(
                    lambda route: [
                        *(route.order(basket) for basket in route.baskets("odd_skus")),
                        *route.order_with_unknown_line(route.goods.plenty[0]),
                    ]
                ),
            ),
            Step(
                "Of goods whose SKUs differ in one letter only one kind comes in.",
                advance="2h",
                events=topology.each(lambda route: route.deliveries("twin")),
            ),
        ),
    )
