"""Everything read for each order: what a round reads grows with what there is, not its square."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

ORDERS = 40
PAGE = 10


def everything_read_for_each_order(topology: Topology) -> Scenario:
    """Forty orders come in at once, and lists have several pages."""
    return Scenario(
        row=47,
        name="everything read for each order",
        sentence="Forty orders come in at once, and every list of orders has several pages.",
        topology=topology,
        rows_per_page=PAGE,
        steps=(
            Step(OPENS),
            Step("Forty orders.", advance="1h", events=_forty(topology)),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _forty(topology: Topology) -> tuple[Act, ...]:
    each = -(-ORDERS // max(1, len(topology.acting)))
    return topology.each(lambda route: _orders(route, each))


def _orders(route: Route, count: int) -> list[Act]:
    """Return orders of what there is plenty of; where the engine ships, nothing leaves."""
    sku = route.goods.plenty[0] if route.warehouse_role.staff_ship else route.goods.plenty[1]
    few = min(count, 40)
    return [
        *(route.order({sku: 1}, customer=number % 4, may_be_refused=True) for number in range(few)),
        *route.count_none(),
    ]
