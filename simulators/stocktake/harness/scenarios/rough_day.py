"""Rough day: every write of a round fails once, in one way or another, and reads fail too."""

from stocktake.harness.scenario import Broken, Fault, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, UPLOADS, WHEREFOUR, everywhere, struck

ROUGH_DAY = Scenario(
    name="rough day",
    sentence="Answers and requests are lost on every kind of write; the next round mends it.",
    steps=(
        Step(OPENS),
        Step(
            "Three orders for each house, and each kind of write fails once.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[0]: 3}, label="first", customer=0),
                    house.order({house.goods[1]: 2}, customer=1),
                    house.order({house.goods[2]: 1}, customer=2),
                ]
            ),
            faults=(
                *struck(
                    lambda house: [
                        house.fails(house.create, "lost_reply"),
                        house.fails(house.create, "lost_request", nth=2),
                    ]
                ),
                WHEREFOUR.fails("create_customer", "lost_reply"),
                WHEREFOUR.fails("auto_pick_and_ship", "lost_reply"),
                Fault("retailcrm", "edit_order", "lost_reply"),
                Fault("retailcrm", UPLOADS, "status", arguments={"status": 503}),
            ),
        ),
        Step(
            "One more order for each, while all systems have trouble answering questions.",
            advance="1h",
            events=everywhere(
                lambda house: [
                    *house.ships("first"),
                    house.order({house.goods[2]: 2}, customer=0),
                ]
            ),
            faults=(
                *struck(lambda house: [house.fails(house.levels, "status", times=2)]),
                Fault("retailcrm", "get_orders_history", "lost_reply"),
            ),
        ),
    ),
    catches=(
        Broken("tells_twice", fails=("each_shipment_once",)),
        Broken("claims_nothing_was_written", fails=("definite_claims_hold",)),
    ),
)
