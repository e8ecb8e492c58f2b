"""Resumed behind a change: a run that broke off goes on, and skips what changed before its mark."""

from stocktake.core.steps import Event
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def resumed_behind_a_change(topology: Topology) -> Scenario:
    """Of three orders the second cannot be read; before the next round the first is cancelled."""
    return Scenario(
        row=53,
        name="resumed behind a change",
        sentence="Of several orders the second cannot be read; then the first is cancelled.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Orders at each warehouse; from the second on none can be read.",
                events=topology.each(_three),
                faults=topology.outlet_faults(
                    "read_order", "status", status=503, nth=2, times=ROUND
                ),
                for_one_round=True,
            ),
            Step(
                "The first of each is cancelled; all can be read.",
                advance="1h",
                events=topology.each(lambda route: [route.cancel("first")]),
            ),
            Step(
                "Staff ship the others.",
                advance="1h",
                events=topology.each(lambda route: route.ship("second", "third")),
            ),
        ),
    )


def _three(route: Route) -> list[Event]:
    sku = route.goods.plenty[1]
    return [
        *(
            route.order({sku: 1}, label=label, customer=number)
            for number, label in enumerate(("first", "second", "third"))
        ),
        *route.count_none(),  # where the engine ships, nothing is left of it
    ]
