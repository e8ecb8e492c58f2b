"""List view poorer than detail: what a list leaves out is no knowledge."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import asked_to_cancel, label_bought, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def list_view_poorer_than_detail(topology: Topology) -> Scenario:
    """Lists of labels leave out what is in a parcel, those of orders who asked to cancel."""
    topology = topology.able("in_parts").together()
    return Scenario(
        row=23,
        name="list view poorer than detail",
        sentence="Of an order of two goods one leaves first; of another a buyer regrets.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Two orders.", events=topology.each(_ordered)),
            Step(
                "The first is scanned and ready; where buyers can, one asks to cancel the other.",
                advance="1h",
                events=topology.each(_regretted),
            ),
            Step(
                "A label for one good; the other order is cancelled.",
                advance="1h",
                events=topology.each(_first_leaves),
            ),
            Step("Nothing new.", advance="1h"),
            Step(
                "A label for the other good.",
                advance="1h",
                events=topology.each(
                    lambda route: label_bought(
                        route, _two(route), quantities={route.goods.plenty[1]: 1}
                    )
                ),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _two(route: Route) -> str:
    return f"two at {route.outlet}"


def _off(route: Route) -> str:
    return f"off at {route.outlet}"


def _ordered(route: Route) -> list[Act]:
    first, second, _ = route.goods.plenty
    return [
        route.order({first: 1, second: 1}, label=_two(route)),
        route.order({first: 1}, label=_off(route)),
    ]


def _regretted(route: Route) -> list[Act]:
    return [
        *route.prepare(_two(route)),
        *released(route, _two(route)),
        *asked_to_cancel(route, _off(route)),
    ]


def _first_leaves(route: Route) -> list[Act]:
    first = {route.goods.plenty[0]: 1}
    return [*label_bought(route, _two(route), quantities=first), route.cancel(_off(route))]
