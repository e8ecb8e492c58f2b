"""Clock and zone errors: the day that counts is the shipment's, by the warehouse's clock.

What counts is the difference between two clocks. The clock of the engine's machine cannot be set
from here (and would mean nothing: the world is at 2026-03-02), so where the engine ships, the
warehouse's is moved over midnight of the shop's zone. Where staff ship, they do so before midnight,
and the engine can find out only after it.
"""

from stocktake.core.steps import Event, Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, PATIENCE, Scenario, Step
from stocktake.harness.topology import Topology


def clock_and_zone_errors(topology: Topology) -> Scenario:
    """Shipments around midnight."""
    return Scenario(
        row=10,
        name="clock and zone errors",
        sentence="Orders leave before midnight, or after it; the engine's clock says otherwise.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Orders come in where staff ship.",
                events=topology.each(
                    lambda route: (
                        [route.order({route.goods.plenty[0]: 1}, label="late")]
                        if route.warehouse_role.staff_ship
                        else []
                    )
                ),
            ),
            Step(
                "It is twenty to twelve for the shop. They leave, and nobody can ask for them;"
                " another order is shipped by an engine whose warehouse is two hours ahead.",
                advance="22h40m",
                events=(
                    *topology.each(lambda route: route.ship("late")),
                    *topology.each(_shipped_by_the_engine),
                ),
                faults=topology.each(_faults),
            ),
            Step("It is twenty to one.", advance="1h"),
        ),
    )


def _shipped_by_the_engine(route: Route) -> list[Event]:
    return [] if route.warehouse_role.staff_ship else [route.order({route.goods.plenty[2]: 2})]


def _faults(route: Route) -> tuple[Fault, ...]:
    if not route.warehouse_role.staff_ship:
        return route.fault("ship", "clock_offset")
    return (*route.fault("read", "status", times=PATIENCE), *route.callback_fault("drop"))
