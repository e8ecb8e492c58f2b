"""Rate-limit storm: WholeCell's limit is on, and time goes by as it does outside."""

from stocktake.harness.scenario import Broken, Place, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, everywhere

RATE_LIMIT_STORM = Scenario(
    row=14,
    name="rate-limit storm",
    sentence="WholeCell lets two calls in a second through; the third is told to come back later.",
    steps=(
        Step(OPENS),
        Step(
            "Shoppers order of two kinds at each house.",
            events=everywhere(lambda house: [house.order({house.shelf[0]: 1, house.shelf[1]: 1})]),
        ),
    ),
    catches=(Broken("rushes", fails=("respects_rate_limit",)),),
    world=Place(clock="flowing"),
)
