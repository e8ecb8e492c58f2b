"""Events out of order: what happened first is heard last."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHIPLASH, WHOLECELL, everywhere

EVENTS_OUT_OF_ORDER = Scenario(
    row=6,
    name="events out of order",
    sentence="Orders leave, their customers cancel, and then comes the news that they have left.",
    steps=(
        Step(OPENS),
        Step(
            "Two orders at each house; where the engine ships, they are out at once.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[1]: 2}, label="first", customer=0),
                    house.order({house.goods[0]: 1}, label="second", customer=1),
                ]
            ),
        ),
        Step(
            "Both leave; who listens hears of the second first.",
            advance="1h",
            events=(*WHOLECELL.ships("first", "second"), *WHIPLASH.ships("first", "second")),
            faults=(WHIPLASH.fails(WHIPLASH.tells, "reorder"),),
        ),
        Step(
            "All are cancelled, too late.",
            advance="1h",
            events=everywhere(lambda house: [house.cancels("first"), house.cancels("second")]),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("turns_back_shipped", fails=("shipping_is_monotone",), anyway=True),),
)
