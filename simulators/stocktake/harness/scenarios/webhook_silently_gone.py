"""Web hook silently gone: the warehouse says once that an order has left, and it is lost."""

from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def webhook_silently_gone(topology: Topology) -> Scenario:
    """A web hook never arrives."""
    return Scenario(
        row=7,
        name="webhook silently gone",
        sentence="Of two orders that leave one is told by web hook, the other hook is never sent.",
        topology=topology,
        steps=(
            Step(f"{OPENS} The engine may register a web hook."),
            Step(
                "Two orders come in at each warehouse.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 2}, label="first"),
                        route.order({route.goods.plenty[1]: 1}, label="second", customer=1),
                    ]
                ),
            ),
            Step(
                "Where staff ship both leave; the hook of the first is lost.",
                advance="1h",
                events=topology.each(lambda route: route.ship("first", "second")),
                faults=topology.each(lambda route: route.callback_fault("drop")),
            ),
        ),
        hooked=True,
    )
