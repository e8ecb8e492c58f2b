"""A failure called complete: an engine that catches everything reports success."""

from stocktake.core.steps import Event, Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def a_failure_called_complete(topology: Topology) -> Scenario:
    """No document can be made for a whole round, and no list can be read in another."""
    return Scenario(
        row=48,
        name="a failure called complete",
        sentence="For one round no warehouse takes an order, for another no list answers.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order at each warehouse, and every create answers 500.",
                events=topology.each(lambda route: [_order(route, 0)]),
                faults=topology.each(lambda route: _broken(route, "create")),
                for_one_round=True,
            ),
            Step("They can be made again.", advance="10m"),
            Step(
                "Another order at each, and the list of the shop's changes answers 500.",
                advance="1h",
                events=topology.each(lambda route: [_order(route, 1)]),
                faults=topology.outlet_faults("list_changes", "status", status=500, times=ROUND),
                for_one_round=True,
            ),
            Step("Everything answers again.", advance="10m"),
        ),
    )


def _order(route: Route, number: int) -> Event:
    return route.order({route.goods.plenty[number]: 1}, customer=number)


def _broken(route: Route, purpose: str) -> tuple[Fault, ...]:
    return route.fault(purpose, "status", status=500, times=ROUND)
