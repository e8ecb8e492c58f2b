"""A full replace wipes fields: what people have noted at the carrier tool outlives an edit."""

from stocktake.core.steps import Act
from stocktake.harness.channel_route import label_bought, noted, refunded, released
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def a_full_replace_wipes_fields(topology: Topology) -> Scenario:
    """An order at the carrier tool is replaced because a line of it is paid back."""
    topology = topology.able("refund", "parcels").together()
    return Scenario(
        row=13,
        name="full replace wipes fields",
        sentence="Staff note something at the carrier tool; then a line of the order is paid back.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step("Every channel sells two goods.", events=topology.each(_ordered)),
            Step(
                "The orders are ready.",
                advance="1h",
                events=topology.each(lambda route: released(route, _label(route))),
            ),
            Step(
                "Staff note something on them; then one of the goods is paid back.",
                advance="1h",
                events=topology.each(_noted),
            ),
            Step(
                "Staff scan what is left, and buy its label.",
                advance="1h",
                events=topology.each(_labelled),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _label(route: Route) -> str:
    return f"two at {route.outlet}"


def _ordered(route: Route) -> list[Act]:
    first, second, _ = route.goods.plenty
    return [route.order({first: 1, second: 1}, label=_label(route))]


def _noted(route: Route) -> list[Act]:
    return [
        *noted(route, _label(route), "A gift: no invoice in the parcel."),
        *refunded(route, _label(route), [route.goods.plenty[1]]),
    ]


def _labelled(route: Route) -> list[Act]:
    return [*route.prepare(_label(route)), *label_bought(route, _label(route))]
