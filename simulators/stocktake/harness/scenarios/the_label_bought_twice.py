"""The label bought twice: an order is at the carrier tool once, whatever is repeated."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import carrier_fault, label_bought, label_voided, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def the_label_bought_twice(topology: Topology) -> Scenario:
    """The export of an order is repeated by a proxy, then an answer to one is lost."""
    topology = topology.able("parcels")
    return Scenario(
        row=30,
        name="the label bought twice",
        sentence="An order's way to the carrier tool is repeated, of another the answer is lost.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "Two orders.",
                events=topology.each(_ordered),
            ),
            Step(
                "The first is ready; a proxy repeats what the engine sends.",
                advance="1h",
                events=topology.each(lambda route: _ready(route, "first")),
                faults=topology.each(
                    lambda route: carrier_fault(route, "create_order", "duplicate")
                ),
            ),
            Step(
                "The second is ready; it arrives, and no answer says so.",
                advance="1h",
                events=topology.each(lambda route: _ready(route, "second")),
                faults=topology.each(
                    lambda route: carrier_fault(route, "create_order", "lost_reply", times=3)
                ),
                for_one_round=True,
            ),
            Step("Nothing new.", advance="10m"),
            Step(
                "Their labels are bought; the first is voided and bought again.",
                advance="1h",
                events=topology.each(_labelled),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _ready(route: Route, label: str) -> list[Act]:
    return [*route.prepare(label), *released(route, label)]


def _ordered(route: Route) -> list[Act]:
    return [
        route.order({route.goods.plenty[0]: 1}, label="first"),
        route.order({route.goods.plenty[1]: 1}, label="second"),
    ]


def _labelled(route: Route) -> list[Act]:
    return [
        *label_bought(route, "first", name="void"),
        *label_voided(route, "void"),
        *label_bought(route, "first"),
        *label_bought(route, "second"),
    ]
