"""Module switched off: the shop's owner switches the engine's registration off."""

from stocktake.core.steps import Event
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def module_switched_off(topology: Topology) -> Scenario:
    """The first registration is lost, and later it is switched off between two orders."""
    topology = topology.able("switch_off")
    return Scenario(
        name="module switched off",
        sentence="The first registration fails; later the engine's module is switched off.",
        topology=topology,
        steps=(
            Step(
                "The engine cannot register.",
                faults=topology.outlet_faults("register", "status", status=503, times=ROUND),
                for_one_round=True,
            ),
            Step(OPENS),
            Step("An order at each.", events=topology.each(lambda route: _ordered(route, "first"))),
            Step(
                "Staff ship, and the module is switched off.",
                advance="1h",
                events=(
                    *topology.each(lambda route: route.ship("first")),
                    *topology.switch_off(),
                ),
            ),
            Step(
                "Another order at each.",
                advance="1h",
                events=topology.each(lambda route: _ordered(route, "second")),
            ),
            Step(
                "Staff ship.",
                advance="1h",
                events=topology.each(lambda route: route.ship("second")),
            ),
        ),
    )


def _ordered(route: Route, label: str) -> list[Event]:
    return [route.order({route.goods.plenty[0]: 1}, label=label)]
