"""The shop asks: an engine that listens says what is left, between two rounds."""

from stocktake.harness.scenario import Broken, Scenario, Step, ask_for_inventories
from stocktake.harness.scenarios.houses import HOUSES, OPENS, everywhere

SHOP_ASKS = Scenario(
    name="shop asks",
    sentence="Stock moves, and the shop asks for its inventories without waiting for a round.",
    steps=(
        Step(OPENS),
        Step(
            "Deliveries come in, of something less can be sold, and the shop asks.",
            advance="2h",
            events=(
                *everywhere(lambda house: [house.receives(house.shelf[0], 6), house.loses]),
                ask_for_inventories(),
            ),
        ),
        Step(
            "Staff of each house take an order by phone, and the shop asks again.",
            advance="1h",
            events=(
                *everywhere(lambda house: [house.takes("PHONE-1", house.shelf[0], 5)]),
                ask_for_inventories(),
            ),
        ),
    ),
    catches=(
        Broken("answers_what_it_said_before", fails=("answers_when_asked",)),
        Broken("answers_in_another_shape", fails=("answers_when_asked",)),
    ),
    shelf=frozenset(sku for house in HOUSES for sku in house.shelf),
)
