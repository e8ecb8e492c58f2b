"""Rows skipped while paging: an order leaves the list of open orders between two of its pages."""

from dataclasses import replace

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import SHELF, Scenario, Step
from stocktake.harness.topology import Topology

PAGE = 3


def rows_skipped_while_paging(topology: Topology) -> Scenario:
    """A list gets shorter while it is read."""
    quirks = {
        f"{route.warehouse}.{route.warehouse_role.open_orders.page_size}": PAGE
        for route in topology.routes
        if route.warehouse_role.open_orders
    }
    return Scenario(
        row=8,
        name="rows skipped while paging",
        sentence="Of the orders on the first page one ships; the first of the second page moves"
        " up.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(
                "Each warehouse has orders of its own; in one they fill pages, and the last one"
                " takes the only one of a good.",
                events=topology.each(_own_orders),
            ),
            Step(
                "The engine reads the first page, then staff ship an order that is on it.",
                advance="1h",
                faults=topology.each(lambda route: route.ships_while_listed("SO-1")),
            ),
            Step(
                "Shoppers want the last one of each; a right shop shows none and refuses.",
                advance="1h",
                events=topology.each(
                    lambda route: [route.order({route.goods.last_one: 1}, may_be_refused=True)]
                ),
            ),
        ),
    )


def _own_orders(route: Route) -> list[Act]:
    last = route.goods.last_one
    if not route.warehouse_role.open_orders:
        return [route.phone_order("PHONE-1", last, 1)]
    others = [
        route.phone_order(f"SO-{number}", route.goods.plenty[2], 1) for number in range(1, PAGE + 1)
    ]
    return [*others, route.phone_order(f"SO-{PAGE + 1}", last, 1)]
