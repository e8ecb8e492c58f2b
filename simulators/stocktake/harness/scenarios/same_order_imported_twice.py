"""Same order imported twice: a proxy repeats what the engine sends once."""

from stocktake.core.steps import Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def same_order_imported_twice(topology: Topology) -> Scenario:
    """A proxy delivers writes twice."""
    return Scenario(
        row=5,
        name="same order imported twice",
        sentence="A proxy delivers creates, a shipment, an edit and uploads twice.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Two orders at each warehouse; first creates, a shipment, an edit and uploads"
                " arrive twice.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 4}, customer=0),
                        route.order({route.goods.plenty[1]: 1}, label="second", customer=1),
                    ]
                ),
                faults=(
                    *topology.each(_repeated),
                    *topology.outlet_faults("report_shipping", "duplicate"),
                    *topology.outlet_faults("write_quantities", "duplicate", times=9),
                ),
            ),
            # Which of both stands twice is the outlet's order of rows: staff wait until none does.
            Step("Nothing new.", advance="1h"),
            Step(
                "Nothing new, but where staff ship they have shipped the second.",
                advance="1h",
                events=topology.each(lambda route: route.ship("second")),
            ),
        ),
    )


def _repeated(route: Route) -> tuple[Fault, ...]:
    # Where a number exists once the repetition is refused, and that is what is answered.
    reply = {"reply": "second"} if route.warehouse_role.unique_references else {}
    return (
        *route.fault("create", "duplicate", **reply),
        *route.fault("ship", "duplicate", reply="second"),
    )
