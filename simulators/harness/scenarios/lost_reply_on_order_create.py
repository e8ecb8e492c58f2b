"""Lost reply on order create: the warehouse has made the order, and the answer never arrives."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

LOST_REPLY_ON_ORDER_CREATE = Scenario(
    name="lost reply on order create",
    sentence="The warehouse makes the order, the answer is lost; repeating makes a second one.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Two orders come in; the answer to the first document is lost.",
            events=(
                place_order("wherefour", {"COF-DECAF-340": 3}),
                place_order("wherefour", {"RICE-BAS-2K": 2}),
            ),
            faults=(Fault("wherefour", "create_order", "lost_reply"),),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("retries_blindly", fails=("each_order_once",)),),
)
