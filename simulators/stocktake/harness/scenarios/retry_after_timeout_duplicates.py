"""Retry after timeout duplicates: the warehouse has done it, and the answer never arrives."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, everywhere, struck

RETRY_AFTER_TIMEOUT_DUPLICATES = Scenario(
    row=12,
    name="retry after timeout duplicates",
    sentence="Warehouses make orders and ship, the answers are lost; repeating does it twice.",
    steps=(
        Step(OPENS),
        Step(
            "Two orders for each house; of the first documents and of a shipment no answer comes.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[0]: 3}, label="first"),
                    house.order({house.goods[1]: 2}, label="second", customer=1),
                ]
            ),
            faults=(
                *struck(lambda house: [house.fails(house.create, "lost_reply")]),
                WHEREFOUR.fails("auto_pick_and_ship", "timeout"),
            ),
        ),
        Step(
            "Nothing new, but where people ship they have shipped both.",
            advance="10m",
            events=everywhere(lambda house: house.ships("first", "second")),
        ),
    ),
    catches=(
        Broken("retries_blindly", fails=("each_order_once",)),
        Broken("ships_again", fails=("each_order_once", "each_shipment_once")),
    ),
)
