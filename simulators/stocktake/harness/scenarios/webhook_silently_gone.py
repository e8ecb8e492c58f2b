"""Web hook silently gone: the warehouse says once that an order has left, and nobody hears it."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHIPLASH, everywhere

WEBHOOK_SILENTLY_GONE = Scenario(
    row=7,
    name="webhook silently gone",
    sentence="Of two orders that leave one is told by web hook, the other hook is never sent.",
    steps=(
        Step(f"{OPENS} The engine may register a web hook."),
        Step(
            "Two orders come in at each house.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[0]: 2}, label="first"),
                    house.order({house.goods[1]: 1}, label="second", customer=1),
                ]
            ),
        ),
        Step(
            "Where people ship both leave; of the first the hook is lost.",
            advance="1h",
            events=everywhere(lambda house: house.ships("first", "second")),
            faults=(WHIPLASH.fails(WHIPLASH.tells, "drop"),),
        ),
    ),
    catches=(Broken("waits_for_the_hook", fails=("converged",)),),
    hooked=True,
)
