"""Cancel restocks twice, or never: what is cancelled goes back once, and only if it never left."""

from stocktake.harness.scenario import Broken, Event, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

AT_ONCE = (
    WHEREFOUR.order({WHEREFOUR.goods[1]: 4}, label="waiting", customer=0),
    WHEREFOUR.order({WHEREFOUR.shelf[1]: 5}, label="picked", customer=1),
    WHEREFOUR.order({WHEREFOUR.goods[0]: 2}, label="gone", customer=2),
    Event("wherefour", "cycle_count", {"lot_code": "P024-A", "count": 0}),
    Event("wherefour", "cycle_count", {"lot_code": "P024-B", "count": 0}),
    Event("wherefour", "cycle_count", {"lot_code": "H049-A", "count": 3}),
)
"""Where the engine ships: nothing is there for the first, and not enough for the second."""

CANCEL_RESTOCKS_TWICE = Scenario(
    row=15,
    name="cancel restocks twice",
    sentence="Customers cancel before anything has left, when it is half done, and too late.",
    steps=(
        Step(OPENS),
        Step(
            "Three orders at each house.",
            events=(
                *AT_ONCE,
                *(
                    house.order({house.goods[number]: 1}, label=label, customer=number)
                    for house in (WHOLECELL, WHIPLASH)
                    for number, label in enumerate(("waiting", "picked", "gone"))
                ),
            ),
        ),
        Step(
            "Where people ship the second is picked, and the third leaves.",
            advance="1h",
            events=everywhere(lambda house: [*house.prepares("picked"), *house.ships("gone")]),
        ),
        Step(
            "All are cancelled; not all of them in time.",
            advance="1h",
            events=everywhere(
                lambda house: [house.cancels(each) for each in ("waiting", "picked", "gone")]
            ),
        ),
        Step(
            "Goods come in again; people who were never told ship the first all the same.",
            advance="20h",
            events=(
                WHEREFOUR.receives(WHEREFOUR.goods[1], 120),
                *everywhere(lambda house: house.ships("waiting")),
            ),
        ),
    ),
    catches=(
        Broken("never_cancels", fails=("restock_once",)),
        Broken("cancels_too_late", fails=("restock_once",)),
        Broken("restocks_by_hand", fails=("conservation",)),
    ),
)
