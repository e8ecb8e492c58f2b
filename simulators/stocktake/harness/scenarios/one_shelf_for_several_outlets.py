"""One shelf for several outlets: an order of one lowers what all of them show."""

from collections.abc import Callable
from dataclasses import replace

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def one_shelf_for_several_outlets(topology: Topology) -> Scenario:
    """Every place of the shop is fed by one warehouse, the first of the topology."""
    shared = _shared(topology.together())
    return Scenario(
        row=51,
        name="one shelf for several outlets",
        sentence="Several stores are fed by one warehouse; an order of one lowers the others.",
        topology=shared,
        fewest=2,
        steps=(
            Step(OPENS),
            Step(
                "The first store sells two, and the next one.",
                events=tuple(
                    route.order({route.goods.plenty[0]: 2 - number % 2}, label=f"sold {number}")
                    for number, route in enumerate(shared.routes)
                ),
            ),
            Step(
                "The last one is sold at the first store.",
                advance="1h",
                events=_first(shared, lambda route: route.order({route.goods.last_one: 1})),
            ),
            Step(
                "No other store may sell it.",
                advance="1h",
                events=tuple(
                    route.order({route.goods.last_one: 1}, may_be_refused=True)
                    for route in shared.routes[1:]
                ),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _shared(topology: Topology) -> Topology:
    """Return every place of the topology, each fed by its first warehouse where staff ship."""
    staffed = [route for route in topology.routes if route.warehouse_role.staff_ship]
    first = next(iter([*staffed, *topology.routes]), None)
    if first is None:
        return topology
    routes = tuple(
        replace(route, warehouse=first.warehouse, warehouse_role=first.warehouse_role)
        for route in topology.routes
    )
    return replace(topology, routes=routes)


def _first(topology: Topology, event: Callable[[Route], Act]) -> tuple[Act, ...]:
    return tuple(event(route) for route in topology.routes[:1])
