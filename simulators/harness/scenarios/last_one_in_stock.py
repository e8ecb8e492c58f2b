"""Last one in stock: what was sold must be off the shelf before the next shopper comes."""

from simulators.harness.scenario import Broken, Scenario, Step, place_order

LAST_ONE_IN_STOCK = Scenario(
    name="last one in stock",
    sentence="There is one knife; a second shopper wants it after a round has gone by.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step("The only knife is sold.", events=(place_order("wherefour", {"KNF-PAR-9": 1}),)),
        Step(
            "Another shopper wants it; a right shop shows none any more and refuses.",
            advance="1h",
            events=(place_order("wherefour", {"KNF-PAR-9": 1}),),
        ),
    ),
    catches=(Broken("pushes_first", fails=("no_oversell",)),),
)
