"""Garbled answer: what arrives with a good status is a page of HTML."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import WHEREFOUR, House


def garbled_answer(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("garbled answer"),
        sentence="The answers to a create and to the searches after it cannot be read.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "An order comes in; whether its document was made cannot be read for a while.",
                events=(house.order({house.goods[1]: 3}),),
                faults=(
                    Fault(house.name, house.create, "garbled"),
                    # A careful client asks four times before it gives up.
                    Fault(house.name, house.find, "garbled", nth=2, times=12),
                ),
            ),
            Step("Nothing new.", advance="10m"),
        ),
        catches=(Broken("takes_garbled_for_empty", fails=("each_order_once",)),),
        world=house.place,
    )


GARBLED_ANSWER = garbled_answer(WHEREFOUR)
