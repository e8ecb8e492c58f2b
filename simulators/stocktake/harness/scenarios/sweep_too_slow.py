"""Sweep too slow: goods are sold out before the next sweep reaches them."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, everywhere

SWEEP_TOO_SLOW = Scenario(
    row=24,
    name="sweep too slow",
    sentence="People of every house sell their last one by phone; a round later shoppers want it.",
    steps=(
        Step(OPENS),
        Step("Nothing new.", advance="10m"),
        Step("Nothing new.", advance="10m"),
        Step(
            "The last one of each house is sold by phone.",
            advance="1h",
            events=everywhere(lambda house: [house.takes("PHONE-1", house.last, 1)]),
        ),
        Step(
            "Shoppers want it; a right shop shows none any more and refuses.",
            advance="10m",
            events=everywhere(lambda house: [house.order({house.last: 1})]),
        ),
    ),
    catches=(Broken("sweeps_in_turns", fails=("no_oversell",)),),
)
