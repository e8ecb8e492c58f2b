"""Echo loop: what the engine itself has written comes back as a change."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, everywhere

ECHO_LOOP = Scenario(
    row=4,
    name="echo loop",
    sentence="Orders are served and reported; the history names them again, and nobody did it.",
    steps=(
        Step(OPENS),
        Step(
            "An order at each house; one good lies in two of them.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[0]: 1}, label="first"),
                ]
            ),
        ),
        Step(
            "Where people ship, they ship.",
            advance="1h",
            events=everywhere(lambda house: house.ships("first")),
        ),
        Step("Nothing new but what the engine reported.", advance="10m"),
    ),
    catches=(
        Broken("sends_equal_numbers", fails=("quiet_after_convergence",)),
        Broken("stamps_what_it_reads", fails=("quiet_after_convergence",)),
        Broken(
            "copies_between_stores",
            fails=("converged", "no_lost_update", "quiet_after_convergence"),
        ),
    ),
)
