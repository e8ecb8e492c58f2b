"""Asked after an order: what is sold is gone, though the warehouse has not heard of it."""

from simulators.harness.scenario import Broken, Scenario, Step, ask_for_inventories, place_order

ASKED_AFTER_AN_ORDER = Scenario(
    name="asked after an order",
    sentence="Orders come in, and the shop asks for its inventories before they have documents.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Two shoppers order, and the shop asks.",
            events=(
                place_order("wherefour", {"COF-DECAF-340": 3, "SALT-FLK-250": 1}),
                place_order("wherefour", {"CHK-CAN-CS12": 2}, customer=1),
                ask_for_inventories(),
            ),
        ),
        Step("Everything is out; the shop asks.", advance="1h", events=(ask_for_inventories(),)),
    ),
    catches=(Broken("answers_without_orders", fails=("answers_when_asked",)),),
)
