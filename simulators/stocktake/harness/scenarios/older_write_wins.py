"""Older write wins: an upload whose answer was lost is sent again after a newer one."""

from stocktake.harness.scenario import Broken, Fault, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, UPLOADS, everywhere

OLDER_WRITE_WINS = Scenario(
    row=2,
    name="older write wins",
    sentence="The answers to uploads are lost; before the next round there are other sales.",
    steps=(
        Step(OPENS),
        Step(
            "Two are sold of each house, and the answers to the new numbers are lost.",
            events=everywhere(lambda house: [house.order({house.goods[0]: 2})]),
            faults=(Fault("retailcrm", UPLOADS, "lost_reply", times=3),),
        ),
        Step(
            "Three more are sold: the numbers of the lost answers are old now.",
            advance="10m",
            events=everywhere(lambda house: [house.order({house.goods[0]: 3}, customer=1)]),
        ),
    ),
    catches=(Broken("resends_old_uploads", fails=("no_lost_update",)),),
)
