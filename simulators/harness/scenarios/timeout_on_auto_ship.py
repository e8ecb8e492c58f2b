"""Timeout on auto-ship: the goods are on their way, and nobody says so."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

TIMEOUT_ON_AUTO_SHIP = Scenario(
    name="timeout on auto-ship",
    sentence="The warehouse ships, and the connection stays silent until it is cut.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "An order comes in, and its shipment is not confirmed.",
            events=(place_order("wherefour", {"VAN-EXT-118": 3}),),
            faults=(Fault("wherefour", "auto_pick_and_ship", "timeout"),),
        ),
    ),
    catches=(Broken("ships_again", fails=("each_order_once", "each_shipment_once")),),
)
