"""A field the model does not know: an order has more in it than documents say."""

from dataclasses import replace

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
            *(
                Step(
                    "An order at every channel.",
                    advance="1h",
                    events=topology.each(
                        lambda route, label=label: [  # type: ignore[misc]
                            route.order({route.goods.plenty[0]: 1}, label=f"{label} {route.outlet}")
                        ]
                    ),
                )
                for label in ("first", "second")
            ),
            Step("Nothing new.", advance="1h"),
        ),
    )
