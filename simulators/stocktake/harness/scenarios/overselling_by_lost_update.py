"""Overselling by lost update: what the engine has read is outdated when it writes."""

from stocktake.core.steps import Event, Fault
from stocktake.harness.route import in_the_middle
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def overselling_by_lost_update(topology: Topology) -> Scenario:
    """Something happens between a round's reads and its upload."""
    return Scenario(
        row=1,
        name="overselling by lost update",
        sentence="Goods come in and a shopper buys between the engine's reads and its upload.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Orders make uploads necessary; right before each of them something else happens.",
                events=topology.each(lambda route: [route.order({route.goods.plenty[0]: 2})]),
                faults=tuple(_meanwhile(topology)),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _meanwhile(topology: Topology) -> list[Fault]:
    """Let goods come in before one upload and a shopper buy before the next, by turns."""
    faults = []
    for number, route in enumerate(topology.acting, 1):
        event: Event = route.receive(route.goods.plenty[0], 4)
        if number % 2 == 0:
            event = route.order({route.goods.plenty[0]: 3}, customer=2)
        written = topology.written_after(route)
        upload = written.outlet_role.operations["write_quantities"]
        faults.append(in_the_middle(written.outlet, upload, event, nth=number))
    return faults
