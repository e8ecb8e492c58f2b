"""Window on the wrong date: who asks for what is new does not hear of what changed later."""

from stocktake.core.steps import Event
from stocktake.harness.route import Route
from stocktake.harness.scenario import OPENS, Scenario, Step
from stocktake.harness.topology import Topology


def window_on_the_wrong_date(topology: Topology) -> Scenario:
    """Old orders change."""
    return Scenario(
        row=11,
        name="window on the wrong date",
        sentence="Orders wait for three days, and then they are cancelled.",
        topology=topology,
        steps=(
            Step(OPENS),
            Step(
                "An order at each warehouse; where it would leave at once, a count finds nothing"
                " for it.",
                events=(
                    *topology.each(
                        lambda route: [route.order({route.goods.plenty[1]: 2}, label="old")]
                    ),
                    *topology.each(lambda route: route.count_none()),
                ),
            ),
            Step("Nothing new.", advance="30h"),
            Step(
                "Customers have waited long enough.",
                advance="30h",
                events=topology.each(lambda route: [route.cancel("old")]),
            ),
            Step(
                "Other shoppers buy the same.",
                advance="1h",
                events=(
                    *topology.each(_delivered),
                    *topology.each(
                        lambda route: [route.order({route.goods.plenty[0]: 1}, customer=1)]
                    ),
                ),
            ),
        ),
    )


def _delivered(route: Route) -> list[Event]:
    return [] if route.warehouse_role.staff_ship else [route.receive(route.goods.plenty[1], 60)]
