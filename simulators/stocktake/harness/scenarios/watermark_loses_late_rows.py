"""Watermark loses late rows: a page ends among equal times, and a round fails after its reading."""

from stocktake.harness.scenario import Broken, Event, Fault, From, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, PATIENCE, WHEREFOUR, everywhere

HISTORY = "get_orders_history"


def regretted(number: int) -> tuple[Event, Event]:
    """Return an order and its cancellation right after: two records of the history."""
    placed = WHEREFOUR.order({WHEREFOUR.goods[2]: 1}, label=f"regretted {number}", customer=0)
    return placed, Event("retailcrm", "cancel_order", {"id": From(placed.label, "id")})


WATERMARK_LOSES_LATE_ROWS = Scenario(
    row=9,
    name="watermark loses late rows",
    sentence="Many changes have one time, and of what was read a part fails before it is done.",
    steps=(
        Step(OPENS),
        Step(
            "Ten orders are cancelled at once, three others are meant; all at the same time.",
            events=(
                *(event for number in range(10) for event in regretted(number)),
                *everywhere(lambda house: [house.order({house.goods[0]: 3}, customer=1)]),
            ),
            faults=(Fault("retailcrm", HISTORY, "same_timestamp"),),
        ),
        Step(
            "An order for each house; the history names them, and they cannot be read.",
            advance="1h",
            events=everywhere(lambda house: [house.order({house.goods[1]: 1}, customer=2)]),
            faults=(Fault("retailcrm", "get_order", "status", times=3 * PATIENCE),),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(
        Broken("pages_by_time", fails=("converged", "each_order_once")),
        Broken("moves_the_mark_first", fails=("converged", "each_order_once")),
    ),
)
