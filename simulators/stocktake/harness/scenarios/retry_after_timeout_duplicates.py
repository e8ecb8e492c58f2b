"""Retry after timeout duplicates: the warehouse has done it, and the answer never arrives."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def retry_after_timeout_duplicates(topology: Topology) -> Scenario:
    """Creates and shipments are done without an answer."""
    return Scenario(
        row=12,
        name="retry after timeout duplicates",
        sentence="Warehouses make orders and ship, the answers are lost; repeating does it twice.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Two orders at each warehouse; first documents and a shipment are not answered.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 3}, label="first"),
                        route.order({route.goods.plenty[1]: 2}, label="second", customer=1),
                    ]
                ),
                faults=(
                    *topology.each(lambda route: route.fault("create", "lost_reply")),
                    *topology.each(lambda route: route.fault("ship", "timeout")),
                ),
            ),
            Step(
                "Nothing new, but where staff ship they have shipped both.",
                advance="10m",
                events=topology.each(lambda route: route.ship("first", "second")),
            ),
        ),
    )
