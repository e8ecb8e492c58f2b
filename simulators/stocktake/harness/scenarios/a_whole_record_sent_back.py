"""A whole record sent back: a program saves all fields, and undoes what somebody set meanwhile."""

from stocktake.core.steps import Event, Fault
from stocktake.harness.route import Route, in_the_middle
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def a_whole_record_sent_back(topology: Topology) -> Scenario:
    """A manager changes an order between the engine's read and its word that it is shipped."""
    topology = topology.able("edit")
    return Scenario(
        row=49,
        name="a whole record sent back",
        sentence="A manager cancels or edits an order just before the engine reports its shipment.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order at each warehouse; before a report arrives, somebody changes the order.",
                events=topology.each(_ordered),
                faults=_changed(topology, staff=False),
            ),
            Step(
                "Staff ship; before a report arrives, somebody changes the order.",
                advance="1h",
                events=topology.each(lambda route: route.ship("kept")),
                faults=_changed(topology, staff=True),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _ordered(route: Route) -> list[Event]:
    return [route.order({route.goods.plenty[0]: 1}, label="kept", customer=0)]


def _changed(topology: Topology, *, staff: bool) -> tuple[Fault, ...]:
    """Return what happens right before each report, cancellations and edits by turns."""
    faults: list[Fault] = []
    acting = topology.acting
    first = acting[0].outlet_role.first_id if acting else 0
    for number, route in enumerate(acting):
        if route.warehouse_role.staff_ship != staff:
            continue
        nth = sum(fault.simulator == route.outlet for fault in faults) + 1
        order_id = first + number
        lines = {route.goods.plenty[0]: 1, route.another: 1}
        edit = route.edited(order_id, lines) if number % 2 else ()
        event = next(iter(edit), route.cancelled(order_id))
        report = route.outlet_role.operations["report_shipping"]
        faults.append(in_the_middle(route.outlet, report, event, nth=nth))
    return tuple(faults)
