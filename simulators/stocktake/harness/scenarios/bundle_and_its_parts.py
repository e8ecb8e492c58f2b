"""Bundle and its parts: a set and its pieces are sold from one shelf."""

from stocktake.core.steps import Act, Fault
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, ROUND, Scenario, Step
from stocktake.harness.topology import Topology


def bundle_and_its_parts(topology: Topology) -> Scenario:
    """Bundles and parts are ordered while the warehouse takes no orders."""
    return Scenario(
        row=42,
        name="bundle and its parts",
        sentence="Sets and their pieces are sold while the warehouse takes no orders for a round.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "A set and a part are ordered, and a set with a line that nobody knows, which stays"
                " without a document; of the others none can be made in this round.",
                events=topology.each(_ordered),
                faults=topology.each(_no_creates),
                for_one_round=True,
            ),
            Step("Orders can be made again.", advance="1h"),
            Step(
                "They leave; more of a part come in.",
                advance="1h",
                events=topology.each(_shipped),
            ),
        ),
    )


def _ordered(route: Route) -> list[Act]:
    if not route.goods.bundle:
        return [route.order({route.goods.plenty[0]: 1}, label="single", customer=1)]
    sku, parts = route.goods.bundle
    part = next(iter(parts))
    return [
        route.order({sku: 2}, label="set", customer=0),
        route.order({part: 3}, label="single", customer=1),
        *route.order_with_unknown_line(sku),
    ]


def _no_creates(route: Route) -> tuple[Fault, ...]:
    if not route.goods.bundle:
        return ()
    return route.fault("create", "status", status=503, times=ROUND)


def _shipped(route: Route) -> list[Act]:
    labels = ["set", "single"] if route.goods.bundle else ["single"]
    more = [route.receive(next(iter(route.goods.bundle[1])), 10)] if route.goods.bundle else []
    return [*route.ship(*labels), *more]
