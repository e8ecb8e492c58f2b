"""The same customer again: a shopper who orders three times is one customer of a warehouse."""

from stocktake.core.steps import Event, Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def the_same_customer_again(topology: Topology) -> Scenario:
    """One shopper orders in three rounds, another once."""
    return Scenario(
        row=43,
        name="the same customer again",
        sentence="A shopper orders three times, another once; an answer to a create is lost.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "The first order; where customers are made, no answer says that it was done.",
                events=topology.each(lambda route: [_order(route, customer=0)]),
                faults=topology.each(_lost),
            ),
            Step(
                "The same shopper again, and another.",
                advance="1h",
                events=topology.each(
                    lambda route: [_order(route, customer=0), _order(route, customer=1)]
                ),
            ),
            Step(
                "The same shopper once more.",
                advance="20h",
                events=topology.each(lambda route: [_order(route, customer=0)]),
            ),
        ),
    )


def _order(route: Route, *, customer: int) -> Event:
    return route.order({route.goods.plenty[0]: 1}, customer=customer)


def _lost(route: Route) -> tuple[Fault, ...]:
    return route.fault("create_customer", "lost_reply")
