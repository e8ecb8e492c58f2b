"""Asked after an order: what is sold is gone, though the warehouse has not heard of it."""

from stocktake.harness.scenario import Broken, Scenario, Step, ask_for_inventories
from stocktake.harness.scenarios.houses import OPENS, everywhere

ASKED_AFTER_AN_ORDER = Scenario(
    name="asked after an order",
    sentence="Orders come in, and the shop asks for its inventories before they are documents.",
    steps=(
        Step(OPENS),
        Step(
            "Shoppers order twice of each house, and the shop asks.",
            events=(
                *everywhere(
                    lambda house: [
                        house.order({house.goods[0]: 3}, label="first"),
                        house.order(
                            {house.shelf[0]: 1, house.shelf[1]: 2}, label="second", customer=1
                        ),
                    ]
                ),
                ask_for_inventories(),
            ),
        ),
        Step(
            "Everything is out; the shop asks.",
            advance="1h",
            events=(
                *everywhere(lambda house: house.ships("first", "second")),
                ask_for_inventories(),
            ),
        ),
    ),
    catches=(Broken("answers_without_orders", fails=("answers_when_asked",)),),
)
