"""Equal timestamps: a page ends among rows that have the same one."""

from simulators.harness.scenario import Broken, Event, Fault, From, Scenario, Step, place_order


def regretted(number: int) -> tuple[Event, Event]:
    """Return an order and its cancellation right after: two records of the history."""
    placed = place_order("wherefour", {"CHOC-70-100": 1}, label=f"regretted {number}", customer=0)
    return placed, Event("retailcrm", "cancel_order", {"id": From(placed.label, "id")})


EQUAL_TIMESTAMPS = Scenario(
    name="equal timestamps",
    sentence="Many changes have one timestamp, and the last of them stands on the second page.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Ten orders are cancelled at once, an eleventh is meant; all at the same time.",
            events=(
                *(event for number in range(10) for event in regretted(number)),
                place_order("wherefour", {"CHOC-70-100": 3}, customer=1),
            ),
            faults=(Fault("retailcrm", "get_orders_history", "same_timestamp"),),
        ),
    ),
    catches=(Broken("pages_by_time", fails=("converged", "each_order_once")),),
)
