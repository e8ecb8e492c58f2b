"""Partial success ignored: the answer is good, and some of what was sent was not taken."""

from stocktake.harness.scenario import Broken, Fault, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, UPLOADS, everywhere

PARTIAL_SUCCESS_IGNORED = Scenario(
    row=21,
    name="partial success ignored",
    sentence="The shop answers 200 to uploads and leaves out their first row.",
    steps=(
        Step(OPENS),
        Step(
            "Orders make uploads necessary; of each the first row is not taken.",
            events=everywhere(lambda house: [house.order({house.goods[0]: 2, house.goods[1]: 1})]),
            faults=(Fault("retailcrm", UPLOADS, "partial_success", times=3),),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("remembers_what_it_sent", fails=("converged",)),),
)
