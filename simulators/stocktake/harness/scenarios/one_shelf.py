"""One shelf: two goods of each house, no orders; the first scenario for an engine that only moves
stock.
"""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import HOUSES, OPENS, everywhere

ONE_SHELF = Scenario(
    name="one shelf",
    sentence="Two goods of each house are judged, of which it holds more than it may ship.",
    steps=(
        Step(OPENS),
        Step(
            "Deliveries of the one come in; of the other less can be sold than the books say.",
            advance="2h",
            events=everywhere(lambda house: [house.receives(house.shelf[0], 6), house.loses]),
        ),
    ),
    catches=(Broken("counts_what_is_held", fails=("converged",)),),
    shelf=frozenset(sku for house in HOUSES for sku in house.shelf),
)
