"""Shipped in the middle: the engine looks at an order, the order leaves, the round goes on."""

from stocktake.core.steps import Fault
from stocktake.harness.route import in_the_middle
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def shipped_in_the_middle(topology: Topology) -> Scenario:
    """Staff ship during a round."""
    return Scenario(
        name="shipped in the middle",
        sentence="Staff ship while the engine works; it finds out in the next round.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order comes in at each warehouse.",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[0]: 2}, label="first")]
                ),
            ),
            Step(
                "Where staff ship they are picked; the engine looks at them, then they leave.",
                advance="1h",
                events=topology.each(lambda route: route.prepare("first")),
                faults=tuple(_leaving(topology)),
            ),
            Step("Nothing new.", advance="10m"),
        ),
        fewest=3,
    )


def _leaving(topology: Topology) -> list[Fault]:
    """Return the faults by which each order leaves right after the engine's first look.

    A fault cannot refer to an order by its label; in a new world the numbers are known, one for
    each route of an outlet.
    """
    faults, taken = [], dict.fromkeys(topology.outlets, 0)
    for route in topology.acting:
        outlet = route.outlet_role
        more = taken[route.outlet]
        # The ids of channels do not count up by one.
        reference = outlet.reference_of(outlet.first_id + more if more else outlet.first_id)
        taken[route.outlet] += 1
        levels = route.warehouse_role.operations.get("levels", "")
        faults += [
            in_the_middle(route.warehouse, levels, event)
            for event in route.leave_by_number(reference)
        ]
    return faults
