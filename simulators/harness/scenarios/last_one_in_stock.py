"""Last one in stock: what was sold must be off the shelf before the next shopper comes."""

from simulators.harness.scenario import Broken, Scenario, Step

from .houses import WHEREFOUR, House


def last_one_in_stock(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("last one in stock"),
        sentence="There is one left; a second shopper wants it after a round has gone by.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step("The only one is sold.", events=(house.order({house.last: 1}),)),
            Step(
                "Another shopper wants it; a right shop shows none any more and refuses.",
                advance="1h",
                events=(house.order({house.last: 1}),),
            ),
        ),
        catches=(Broken("pushes_first", fails=("no_oversell",)),),
        world=house.place,
    )


LAST_ONE_IN_STOCK = last_one_in_stock(WHEREFOUR)
