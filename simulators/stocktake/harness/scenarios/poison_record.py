"""Poison record: what cannot be read or made must not stop the others."""

from stocktake.core.steps import Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, PATIENCE, Scenario, Step
from stocktake.harness.topology import Topology


def poison_record(topology: Topology) -> Scenario:
    """An order that cannot be made, and a row that cannot be read."""
    return Scenario(
        row=20,
        name="poison record",
        sentence="An order that cannot be made comes in among good ones; a row spoils its whole"
        " page.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "The second of three orders at each warehouse cannot be made, and a list of items"
                " breaks at one of its rows.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 1}, customer=0),
                        *route.order_with_unknown_line(route.goods.plenty[0]),
                        route.order({route.goods.plenty[1]: 2}, customer=1),
                    ]
                ),
                faults=topology.each(_spoiled_row),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _spoiled_row(route: Route) -> tuple[Fault, ...]:
    key, row = route.warehouse_role.row_key, route.goods.last_one
    return route.fault("levels", "poison", times=PATIENCE, key=key, row=row) if key else ()
