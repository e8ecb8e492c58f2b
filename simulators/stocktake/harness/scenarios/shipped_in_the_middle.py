"""Shipped in the middle: the engine looks at an order, the order leaves, the round goes on."""

from stocktake.harness.scenario import Broken, Event, Scenario, Step, in_the_middle
from stocktake.harness.scenarios.houses import OPENS, WHIPLASH, WHOLECELL, everywhere

# A fault cannot ask for the number of an order: it is told by whose it is in a new shop.
LEAVES = (
    (WHOLECELL, Event("wholecell", "ship_order", {"transaction_number": "R1002"})),
    (
        WHIPLASH,
        Event("whiplash", "process_order", {"originator_id": "R1003", "status": "shipped"}),
    ),
)

SHIPPED_IN_THE_MIDDLE = Scenario(
    name="shipped in the middle",
    sentence="People ship while the engine works; it finds out in the next round.",
    steps=(
        Step(OPENS),
        Step(
            "An order comes in at each house.",
            events=everywhere(lambda house: [house.order({house.goods[0]: 2}, label="first")]),
        ),
        Step(
            "They are picked where people ship; the engine looks at them, then they leave.",
            advance="1h",
            events=everywhere(lambda house: house.prepares("first")),
            faults=tuple(in_the_middle(house.name, house.levels, event) for house, event in LEAVES),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("looks_for_changes", fails=("converged",)),),
    fewest=3,
)
