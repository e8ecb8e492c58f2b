"""Clock two hours off: the engine and the warehouse do not agree what day it is.

What counts is the difference of two clocks. That of the engine's machine cannot be set from here
(and means nothing: the world is at 2026-03-02), so the warehouse's is moved, over midnight of the
shop's zone.
"""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

CLOCK_TWO_HOURS_OFF = Scenario(
    name="clock two hours off",
    sentence="By the warehouse's clock an order ships after midnight, by the engine's before.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "It is half past ten in the evening; the warehouse ships at half past twelve.",
            advance="21h30m",
            events=(place_order("wherefour", {"MUG-STONE-BLU": 2}),),
            faults=(Fault("wherefour", "auto_pick_and_ship", "clock_offset"),),
        ),
    ),
    catches=(Broken("dates_by_its_own_clock", fails=("each_shipment_once",)),),
)
