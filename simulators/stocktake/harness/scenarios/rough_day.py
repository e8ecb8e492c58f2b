"""Rough day: every write of a round fails once, in one way or another, and reads fail too."""

from stocktake.core.steps import Fault
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def rough_day(topology: Topology) -> Scenario:
    """Everything fails once."""
    return Scenario(
        name="rough day",
        sentence="Answers and requests are lost on every kind of write; the next round mends it.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Three orders at each warehouse, and each kind of write fails once.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 3}, label="first", customer=0),
                        route.order({route.goods.plenty[1]: 2}, customer=1),
                        route.order({route.goods.plenty[2]: 1}, customer=2),
                    ]
                ),
                faults=_failing_writes(topology),
            ),
            Step(
                "One more order at each, while all systems have trouble answering questions.",
                advance="1h",
                events=topology.each(
                    lambda route: [
                        *route.ship("first"),
                        route.order({route.goods.plenty[2]: 2}, customer=0),
                    ]
                ),
                faults=(
                    *topology.each(lambda route: route.fault("levels", "status", times=2)),
                    *topology.outlet_faults("list_changes", "lost_reply"),
                ),
            ),
        ),
    )


def _failing_writes(topology: Topology) -> tuple[Fault, ...]:
    return (
        *topology.each(
            lambda route: [
                *route.fault("create", "lost_reply"),
                *route.fault("create", "lost_request", nth=2),
            ]
        ),
        *topology.each(
            lambda route: [
                *route.fault("create_customer", "lost_reply"),
                *route.fault("ship", "lost_reply"),
            ]
        ),
        *topology.outlet_faults("report_shipping", "lost_reply"),
        *topology.outlet_faults("write_quantities", "status", status=503),
    )
