"""Garbled answer: what arrives with a good status is a page of HTML."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

GARBLED_ANSWER = Scenario(
    name="garbled answer",
    sentence="The answers to a create and to the searches after it cannot be read.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "An order comes in; whether its document was made cannot be read for a while.",
            events=(place_order("wherefour", {"SPG-CELL-4": 6}),),
            faults=(
                Fault("wherefour", "create_order", "garbled"),
                Fault("wherefour", "search_orders", "garbled", nth=2, times=8),
            ),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("takes_garbled_for_empty", fails=("each_order_once",)),),
)
