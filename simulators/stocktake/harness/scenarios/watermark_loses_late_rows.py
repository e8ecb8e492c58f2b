"""Watermark loses late rows: a page ends among equal times, and a round fails after reading."""

from stocktake.core.steps import Event
from stocktake.harness.scenario import OPENS, PATIENCE, Scenario, Step
from stocktake.harness.topology import Topology


def watermark_loses_late_rows(topology: Topology) -> Scenario:
    """A client that remembers a time, or remembers it too early, loses changes."""
    # A channel does not show again what was cancelled: ten orders of one would sell it out.
    topology = topology.able("edit")
    return Scenario(
        row=9,
        name="watermark loses late rows",
        sentence="Many changes have one time, and of what was read a part fails before it is done.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Ten orders are cancelled at once, three others stay; all at the same time.",
                events=(
                    *_regretted(topology, 10),
                    *topology.each(
                        lambda route: [route.order({route.goods.plenty[0]: 3}, customer=1)]
                    ),
                ),
                faults=topology.outlet_faults("list_changes", "same_timestamp"),
            ),
            Step(
                "An order at each warehouse; the history names them, and they cannot be read.",
                advance="1h",
                events=topology.each(
                    lambda route: [route.order({route.goods.plenty[1]: 1}, customer=2)]
                ),
                faults=topology.outlet_faults("read_order", "status", times=3 * PATIENCE),
            ),
            Step("Nothing new.", advance="10m"),
        ),
    )


def _regretted(topology: Topology, count: int) -> list[Event]:
    """Return orders on the first route, each cancelled right after: two records of the history."""
    events = []
    for route in topology.acting[:1]:
        for number in range(count):
            label = f"regretted {number}"
            events.append(route.order({route.goods.plenty[2]: 1}, label=label, customer=0))
            events.append(route.cancel(label))
    return events
