"""Moved to another store: an order is to leave from another warehouse than the one that has it."""

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology

MUG = "routed"
"""The part of the goods among which two warehouses hold the same."""


def moved_to_another_store(topology: Topology) -> Scenario:
    """Orders of a good that two warehouses hold change their store."""
    topology = topology.able("move")
    return Scenario(
        row=36,
        name="moved to another store",
        sentence="An order of a mug that two warehouses hold is moved before anything has left.",
        topology=topology,
        fewest=2,
        steps=(
            Step(OPENS),
            Step("Orders at each warehouse.", events=topology.each(_ordered)),
            Step(
                "The order of the mug goes to the other warehouse that has it.",
                advance="1h",
                events=topology.each(lambda route: _moved(route, topology)),
            ),
            Step("Staff ship what is theirs.", advance="2h", events=_shipped(topology)),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _shared(route: Route, topology: Topology) -> tuple[str, Route] | None:
    """Return a good of a warehouse where staff ship, and another warehouse that holds it too."""
    if not route.warehouse_role.staff_ship:
        return None
    mine = [sku for basket in route.baskets(MUG) for sku in basket]
    for other in topology.acting:
        delivered = other.goods.deliveries.get(MUG, ("", 0))[0]
        if other.warehouse != route.warehouse and delivered in mine:
            return delivered, other
    return None


def _ordered(route: Route) -> list[Act]:
    return [
        route.order(basket, label="moved", customer=number)
        for number, basket in enumerate(route.baskets(MUG))
    ]


def _moved(route: Route, topology: Topology) -> list[Act]:
    shared = _shared(route, topology)
    return [*route.move("moved", shared[1].place)] if shared else []


def _shipped(topology: Topology) -> tuple[Act, ...]:
    return topology.each(lambda route: () if _shared(route, topology) else route.ship("moved"))
