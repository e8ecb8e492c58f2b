"""Cancel restocks twice, or never: what is cancelled goes back once, and only if it never left."""

from collections.abc import Iterator

from stocktake.core.steps import Event
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

LABELS = ("waiting", "picked", "gone")


def cancel_restocks_twice(topology: Topology) -> Scenario:
    """Orders are cancelled in three states."""
    return Scenario(
        row=15,
        name="cancel restocks twice",
        sentence="Customers cancel before anything has left, when it is half done, and too late.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Three orders at each warehouse.", events=topology.each(_orders)),
            Step(
                "Where staff ship, the second is picked, and the third leaves.",
                advance="1h",
                events=topology.each(lambda route: [*route.prepare("picked"), *route.ship("gone")]),
            ),
            Step(
                "All are cancelled; not all of them in time.",
                advance="1h",
                events=topology.each(lambda route: _cancelled(route)),
            ),
            Step(
                "Goods come in again; staff who were never told ship the first all the same.",
                advance="20h",
                events=(
                    *topology.each(
                        lambda route: (
                            []
                            if route.warehouse_role.staff_ship
                            else [route.receive(route.goods.plenty[1], 120)]
                        )
                    ),
                    *topology.each(lambda route: route.ship("waiting", may_be_refused=True)),
                ),
            ),
        ),
    )


def _orders(route: Route) -> Iterator[Event]:
    """Yield three orders.

    Where the engine ships, nothing is there for the first, and not enough for the second.
    """
    goods = route.goods
    if route.warehouse_role.staff_ship:
        for number, label in enumerate(LABELS):
            yield route.order({goods.plenty[number]: 1}, label=label, customer=number)
        return
    yield route.order({goods.plenty[1]: 4}, label="waiting", customer=0)
    yield route.order({goods.held_back[1]: 5}, label="picked", customer=1)
    yield route.order({goods.plenty[0]: 2}, label="gone", customer=2)
    yield from route.count_none()
    yield from route.count_three()


def _cancelled(route: Route) -> list[Event]:
    return [route.cancel("waiting"), route.cancel("picked"), route.regret("gone")]
