"""A failed look-up taken for an unknown SKU: what cannot be read is not unknown."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def a_failed_look_up(topology: Topology) -> Scenario:
    """The warehouse's goods cannot be read to their end while an order comes in."""
    topology = topology.able("imports_unknown")
    return Scenario(
        row=32,
        name="a failed look-up taken for an unknown SKU",
        sentence="While a channel sells two goods, the list of the warehouse's goods breaks off.",
        topology=topology,
        rows_per_page=2,
        steps=(
            Step(OPENS),
            Step(
                "An order; the second page of the warehouse's goods cannot be read.",
                advance="1h",
                events=topology.each(_ordered),
                faults=topology.each(
                    lambda route: route.fault("levels", "status", status=503, nth=2, times=ROUND)
                ),
                for_one_round=True,
            ),
            Step("It can be read again.", advance="10m"),
            Step(
                "Staff ship.", advance="1h", events=topology.each(lambda route: route.ship("two"))
            ),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    first, second, _ = route.goods.plenty
    return [route.order({first: 1, second: 1}, label="two")]
