"""Clock and zone errors: the day that counts is the shipment's, by the warehouse's clock.

What counts is the difference of two clocks. That of the engine's machine cannot be set from here
(and means nothing: the world is at 2026-03-02), so where the engine ships the warehouse's is moved,
over midnight of the shop's zone. Where people ship, they do so before midnight, and the engine can
find out only after it.
"""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, PATIENCE, WHEREFOUR, WHIPLASH, WHOLECELL

CLOCK_AND_ZONE_ERRORS = Scenario(
    row=10,
    name="clock and zone errors",
    sentence="Orders leave before midnight, or after it, and the engine's clock says otherwise.",
    steps=(
        Step(OPENS),
        Step(
            "Orders come in where people ship.",
            events=(
                WHOLECELL.order({WHOLECELL.goods[0]: 1}, label="late"),
                WHIPLASH.order({WHIPLASH.goods[0]: 1}, label="late"),
            ),
        ),
        Step(
            "It is twenty to twelve for the shop. They leave, and nobody can ask for them; another"
            " order is shipped by an engine whose warehouse is two hours ahead.",
            advance="22h40m",
            events=(
                *WHOLECELL.ships("late"),
                *WHIPLASH.ships("late"),
                WHEREFOUR.order({WHEREFOUR.goods[2]: 2}),
            ),
            faults=(
                WHEREFOUR.fails("auto_pick_and_ship", "clock_offset"),
                WHOLECELL.fails(WHOLECELL.document, "status", times=PATIENCE),
                WHIPLASH.fails(WHIPLASH.document, "status", times=PATIENCE),
                WHIPLASH.fails(WHIPLASH.tells, "drop"),
            ),
        ),
        Step("It is twenty to one.", advance="1h"),
    ),
    catches=(Broken("dates_by_its_own_clock", fails=("each_shipment_once",)),),
)
