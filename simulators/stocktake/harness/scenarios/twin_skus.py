"""Twin SKUs: two goods whose SKUs differ in zeros or case only."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def twin_skus(topology: Topology) -> Scenario:
    """One of each twin is ordered."""
    return Scenario(
        row=41,
        name="twin SKUs",
        sentence="Goods whose SKUs differ in zeros or case only are both on sale, and ordered.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "One order for each of a pair, and one for both.",
                events=topology.each(_ordered),
            ),
            Step("Staff ship.", advance="1h", events=topology.each(_shipped)),
            Step("More of the first come in.", advance="1h", events=topology.each(_received)),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    twins = route.goods.twins
    each = [
        route.order({sku: number + 1}, label=f"twin {number}", customer=number)
        for number, sku in enumerate(twins)
    ]
    both = [route.order(dict.fromkeys(twins, 1), label="both", customer=2)] if twins else []
    return [*each, *both]


def _shipped(route: Route) -> list[Act]:
    labels = [f"twin {number}" for number, _ in enumerate(route.goods.twins)]
    return [*route.ship(*labels)] if labels else []


def _received(route: Route) -> list[Act]:
    return [route.receive(sku, 2) for sku in route.goods.twins[:1]]
