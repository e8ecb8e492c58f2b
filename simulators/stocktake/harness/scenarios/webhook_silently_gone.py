"""Web hook silently gone: somebody says once that an order has left, and it is lost."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import label_bought, label_callback_fault, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def webhook_silently_gone(topology: Topology) -> Scenario:
    """A web hook never arrives: the warehouse's, or that of the tool in which labels are bought."""
    if topology.carriers:
        topology = topology.able("parcels")
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
            *_made_ready(topology),
            Step(
                "Where staff ship both leave; the hook of the first is lost.",
                advance="1h",
                events=topology.each(_left),
                faults=topology.each(
                    lambda route: (
                        *route.callback_fault("drop"),
                        *label_callback_fault(route, "drop"),
                    )
                ),
            ),
        ),
        hooked=True,
    )


def _made_ready(topology: Topology) -> tuple[Step, ...]:
    """Return the step in which staff have labels wanted, where a tool buys them."""
    events = topology.each(_ready) if topology.carriers else ()
    return (Step("Both are scanned and ready.", advance="1h", events=events),) if events else ()


def _ready(route: Route) -> list[Act]:
    both = ("first", "second")
    return [*route.prepare(*both), *(act for each in both for act in released(route, each))]


def _left(route: Route) -> list[Act]:
    if not route.carrier:
        return [*route.ship("first", "second")]
    # A delivery comes in last: by then both hooks are on their way.
    delivery = route.receive(route.goods.none_yet, 1)
    return [*label_bought(route, "first"), *label_bought(route, "second"), delivery]
