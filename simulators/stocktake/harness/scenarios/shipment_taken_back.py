"""Shipment taken back: what was shipped by mistake, and told, has not left after all."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def shipment_taken_back(topology: Topology) -> Scenario:
    """People take a shipment back that the outlet was told of, and ship again later."""
    return Scenario(
        name="shipment taken back",
        sentence="A shipment was entered by mistake; people take it back, and ship on another day.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("An order at each warehouse.", events=topology.each(_ordered)),
            Step(
                "It leaves.", advance="1h", events=topology.each(lambda route: route.ship("back"))
            ),
            Step("It has not left after all.", advance="1h", events=topology.each(_taken_back)),
            Step("Nothing new.", advance="1h"),
            Step("It leaves, two days later.", advance="48h", events=topology.each(_again)),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    return [route.order({route.goods.plenty[1]: 1}, label="back")]


def _taken_back(route: Route) -> list[Act]:
    # Where the engine ships nothing may be left, else it would ship again at once.
    return [*route.take_back("back"), *(route.count_none() if route.take_back("back") else ())]


def _again(route: Route) -> list[Act]:
    if not route.take_back("back"):
        return []
    return [*route.leave("back")] or [route.receive(route.goods.plenty[1], 120)]
