"""The last page again: what a list answers past its end."""

from dataclasses import replace

from stocktake.harness.scenario import SHELF, Scenario, Step
from stocktake.harness.topology import Topology

PAGE = 4


def the_last_page_again(topology: Topology) -> Scenario:
    """Lists of goods fill their pages exactly, and past the end comes the last one again."""
    # A vendor whose pages can be made small can also be told what comes after the last one.
    quirks = {
        f"{name}.past_the_end": "last_page"
        for name, role in topology.roles.items()
        if role.page_quirk and not getattr(role, "lists_end", False)
    }
    return Scenario(
        row=45,
        name="the last page again",
        sentence="Lists of a few rows a page answer their last page again past the end.",
        topology=topology,
        config=replace(SHELF, quirks=quirks),
        rows_per_page=PAGE,
        steps=(
            Step("The shop opens; every list has pages to turn."),
            Step(
                "As many orders at each warehouse as fill pages.",
                events=topology.each(
                    lambda route: [
                        route.order({route.goods.plenty[0]: 1}, label=f"{n}", customer=n % 3)
                        for n in range(PAGE)
                    ]
                ),
            ),
            Step(
                "Staff ship two of them; goods come in.",
                advance="2h",
                events=topology.each(
                    lambda route: [
                        *route.ship("0", "1"),
                        route.receive(route.goods.plenty[1], route.goods.delivery),
                    ]
                ),
            ),
        ),
    )
