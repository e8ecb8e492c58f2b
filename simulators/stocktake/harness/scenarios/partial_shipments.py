"""Partial shipments: an order is sold in good faith and leaves the warehouse in two parts."""

from stocktake.harness.scenario import Broken, Event, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

PARTIAL_SHIPMENTS = Scenario(
    row=18,
    name="partial shipments",
    sentence="A count takes away what was just sold; the rest can ship only a day later.",
    steps=(
        Step(OPENS),
        Step(
            "Five are ordered while forty are shown; then a count finds only three.",
            events=(
                WHEREFOUR.order({WHEREFOUR.shelf[1]: 5, WHEREFOUR.goods[0]: 1}),
                Event("wherefour", "cycle_count", {"lot_code": "H049-A", "count": 3}),
                WHOLECELL.order({WHOLECELL.goods[0]: 2, WHOLECELL.goods[1]: 1}, label="two"),
                WHIPLASH.order({WHIPLASH.goods[0]: 2, WHIPLASH.goods[1]: 1}, label="two"),
            ),
        ),
        Step(
            "Where people ship they pick a whole order; none is said to be shipped.",
            advance="4h",
            events=everywhere(lambda house: house.prepares("two")),
        ),
        Step(
            "A delivery brings enough for the rest of the first order, and the others leave.",
            advance="20h",
            events=(
                WHEREFOUR.receives(WHEREFOUR.shelf[1], 10),
                *everywhere(lambda house: house.leaves("two")),
            ),
        ),
        Step(
            "The next shopper buys of what is left.",
            events=(WHEREFOUR.order({WHEREFOUR.shelf[1]: 2}, customer=1),),
        ),
    ),
    catches=(Broken("reports_early", fails=("converged", "each_shipment_once")),),
)
