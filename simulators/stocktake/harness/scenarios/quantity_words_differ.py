"""Quantity words differ: held, free, sold, by the piece and by the case are several numbers."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

QUANTITY_WORDS_DIFFER = Scenario(
    row=17,
    name="quantity words differ",
    sentence="Goods are received, locked away, taken by phone, picked; the shop sells by the case.",
    steps=(
        Step(OPENS),
        Step(
            "Cases are sold, phones and shirts; of others less can be sold than the books say.",
            events=everywhere(
                lambda house: [house.order({house.goods[1]: 2}, label="first"), house.loses]
            ),
        ),
        Step(
            "Goods come in, people take orders by phone and pick what is sold.",
            advance="2h",
            events=(
                WHEREFOUR.receives(WHEREFOUR.goods[1], 18),
                WHOLECELL.receives(WHOLECELL.goods[1], 2),
                WHIPLASH.receives(WHIPLASH.goods[1], 5),
                *everywhere(
                    lambda house: [
                        house.takes("PHONE-1", house.shelf[0], 3),
                        *house.prepares("first"),
                    ]
                ),
            ),
        ),
    ),
    catches=(Broken("counts_cases_as_pieces", fails=("converged",)),),
)
