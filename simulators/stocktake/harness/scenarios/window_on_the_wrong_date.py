"""Window on the wrong date: who asks for what is new does not hear of what changed later."""

from stocktake.harness.scenario import Broken, Event, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, everywhere

COUNTED = tuple(
    Event("wherefour", "cycle_count", {"lot_code": lot, "count": 0}) for lot in ("P024-A", "P024-B")
)

WINDOW_ON_THE_WRONG_DATE = Scenario(
    row=11,
    name="window on the wrong date",
    sentence="Orders wait for three days, and then they are cancelled.",
    steps=(
        Step(OPENS),
        Step(
            "An order at each house; where it would leave at once, a count finds nothing for it.",
            events=(
                *everywhere(lambda house: [house.order({house.goods[1]: 2}, label="old")]),
                *COUNTED,
            ),
        ),
        Step("Nothing new.", advance="30h"),
        Step(
            "Customers have waited long enough.",
            advance="30h",
            events=everywhere(lambda house: [house.cancels("old")]),
        ),
        Step(
            "Other shoppers buy the same.",
            advance="1h",
            events=(
                WHEREFOUR.receives(WHEREFOUR.goods[1], 60),
                *everywhere(lambda house: [house.order({house.goods[0]: 1}, customer=1)]),
            ),
        ),
    ),
    catches=(Broken("asks_for_new_orders", fails=("restock_once",)),),
)
