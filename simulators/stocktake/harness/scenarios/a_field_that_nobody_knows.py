"""A field the model does not know: a row has more in it than documents say."""

from dataclasses import replace

from stocktake.core.steps import Act
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, SHELF, Scenario, Step
from stocktake.harness.topology import Topology


def a_field_that_nobody_knows(topology: Topology) -> Scenario:
    """Channels put unknown fields and an unknown status into the first order of a page."""
    topology = topology.able("unknown_values").together()
    quirks = {
        f"{name}.{role.unknown_values}": True
        for name, role in topology.outlets.items()
        if role.unknown_values
    }
    return Scenario(
        row=33,
        name="a field the model does not know",
        sentence="The first order of every page has fields and a status that no document knows.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        steps=(
            Step(OPENS),
            Step(
                "Three orders at every channel; the first and the last are cancelled at once.",
                events=topology.each(_three),
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )


def _three(route: Route) -> list[Act]:
    # Newest or oldest first: the one with the unknown status is one that nobody wants any more.
    sku, acts = route.goods.plenty[0], list[Act]()
    for label in ("first", "middle", "last"):
        acts.append(route.order({sku: 1}, label=f"{label} at {route.outlet}"))
        if label != "middle":
            acts.append(route.cancel(f"{label} at {route.outlet}"))
    return acts
