"""Same order imported twice: a proxy repeats what the engine sends once."""

from stocktake.harness.scenario import Broken, Fault, Scenario, Step
from stocktake.harness.scenarios.houses import (
    OPENS,
    UPLOADS,
    WHEREFOUR,
    WHIPLASH,
    WHOLECELL,
    everywhere,
)

SAME_ORDER_IMPORTED_TWICE = Scenario(
    row=5,
    name="same order imported twice",
    sentence="A proxy delivers creates, a shipment, an edit and uploads twice.",
    steps=(
        Step(OPENS),
        Step(
            "Two orders for each house; first creates, a shipment, an edit and uploads come twice.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[0]: 4}, customer=0),
                    house.order({house.goods[1]: 1}, label="second", customer=1),
                ]
            ),
            faults=(
                WHEREFOUR.fails(WHEREFOUR.create, "duplicate"),
                WHEREFOUR.fails("auto_pick_and_ship", "duplicate", reply="second"),
                WHOLECELL.fails(WHOLECELL.create, "duplicate"),
                # There a number exists once: the repetition is refused, and that is answered.
                WHIPLASH.fails(WHIPLASH.create, "duplicate", reply="second"),
                Fault("retailcrm", "edit_order", "duplicate"),
                Fault("retailcrm", UPLOADS, "duplicate", times=9),
            ),
        ),
        Step(
            "Nothing new, but where people ship they have shipped the second.",
            advance="1h",
            events=everywhere(lambda house: house.ships("second")),
        ),
    ),
    catches=(
        Broken("keeps_the_surplus", fails=("each_order_once",)),
        Broken("saves_key_first", fails=("converged",)),
        Broken("believes_the_refusal", fails=("converged",)),
    ),
)
