"""Older write wins: an upload whose answer was lost is sent again after a newer one."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

OLDER_WRITE_WINS = Scenario(
    name="older write wins",
    sentence="The answer to an upload is lost; before the next round there is another sale.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Two are sold, and the answer to the new number is lost.",
            events=(place_order("wherefour", {"COF-HUILA-340": 2}),),
            faults=(Fault("retailcrm", "upload_inventories", "lost_reply"),),
        ),
        Step(
            "Three more are sold: the number of the lost answer is old now.",
            advance="10m",
            events=(place_order("wherefour", {"COF-HUILA-340": 3}),),
        ),
    ),
    catches=(Broken("resends_old_uploads", fails=("no_lost_update",)),),
)
