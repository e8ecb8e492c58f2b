"""Edited after import: lines change once the document exists, before and after a part has left."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def edited_after_import(topology: Topology) -> Scenario:
    """Managers lower, take off and add lines of orders that the warehouses have."""
    topology = topology.able("edit")
    return Scenario(
        row=34,
        name="edited after import",
        sentence="Managers change lines of orders that the warehouses already have.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Two orders at each warehouse; where the engine ships, a part of the first leaves.",
                events=topology.each(_ordered),
            ),
            Step(
                "Of the first a line falls, one goes and a new one comes; the second order grows.",
                advance="1h",
                events=topology.each(_edited),
            ),
            Step(
                "Goods come in where the engine ships; elsewhere staff ship both.",
                advance="2h",
                events=topology.each(_served),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    first, second, _ = route.goods.plenty
    if route.warehouse_role.staff_ship:
        changed = {first: 3, second: 2}
    else:
        changed = {route.goods.held_back[1]: 5, second: 2}
    return [
        route.order(changed, label="changed", customer=0),
        route.order({second: 1}, label="grown", customer=1),
        # Where the engine ships: three of the first line are left, none of the second.
        *route.count_three(),
        *route.count_none(),
    ]


def _edited(route: Route) -> list[Act]:
    first, second, _ = route.goods.plenty
    if route.warehouse_role.staff_ship:
        changed = {first: 1, route.another: 1}
    else:
        changed = {route.goods.held_back[1]: 4, first: 1}
    return [*route.edit("changed", changed), *route.edit("grown", {second: 3})]


def _served(route: Route) -> list[Act]:
    if route.warehouse_role.staff_ship:
        return [*route.ship("changed", "grown")]
    return [
        route.receive(route.goods.held_back[1], 12),
        route.receive(route.goods.plenty[1], 120),
    ]
