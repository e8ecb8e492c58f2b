"""On-hand pushed: what is sold lies on the shelf still, and must not be shown any more."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

ALL = {"wherefour": 26, "wholecell": 3, "whiplash": 17}
"""How many there are of what people sell by phone."""
BY_PHONE = {
    "wherefour": WHEREFOUR.shelf[0],
    "wholecell": WHOLECELL.goods[2],
    "whiplash": WHIPLASH.goods[2],
}

ON_HAND_PUSHED = Scenario(
    row=3,
    name="on-hand pushed",
    sentence="The last ones are sold, in the shop and by phone; others want them after a round.",
    steps=(
        Step(OPENS),
        Step(
            "The only one is sold, and people of each house sell all there is of another good.",
            events=everywhere(
                lambda house: [
                    house.order({house.last: 1}),
                    house.takes("PHONE-1", BY_PHONE[house.name], ALL[house.name]),
                ]
            ),
        ),
        Step(
            "Other shoppers want both; a right shop shows none any more and refuses.",
            advance="1h",
            events=everywhere(
                lambda house: [
                    house.order({house.last: 1}, customer=1),
                    house.order({BY_PHONE[house.name]: 1}, customer=2),
                ]
            ),
        ),
    ),
    catches=(
        Broken("pushes_first", fails=("converged", "no_oversell")),
        Broken("forgets_what_is_owed", fails=("converged", "no_oversell")),
    ),
)
