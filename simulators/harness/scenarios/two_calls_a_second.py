"""Two calls a second: WholeCell's limit is on, and time goes by as it does outside."""

from simulators.harness.scenario import Broken, Place, Scenario, Step, place_order

TWO_CALLS_A_SECOND = Scenario(
    name="two calls a second",
    sentence="WholeCell lets two calls in a second through; the third is told to come back later.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "A shopper orders phones of two kinds.",
            events=(place_order("wholecell", {"PIX6-128-BLK-B": 1, "GALA52-128-BLK-C": 2}),),
        ),
    ),
    catches=(Broken("rushes", fails=("respects_rate_limit",)),),
    world=Place(stores=(("wholecell", "wholecell"),), clock="flowing"),
)
