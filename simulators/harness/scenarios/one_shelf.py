"""One shelf: two goods, no orders; the first scenario for an engine that only moves stock."""

from simulators.harness.scenario import Broken, Scenario, Step

from .houses import WHEREFOUR, House


def one_shelf(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("one shelf"),
        sentence="Two goods are judged, of which the warehouse holds more than it may ship.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "A delivery of the one comes in; of the other less can be sold than the books say.",
                advance="2h",
                events=(house.receives(house.shelf[0], 6), house.loses),
            ),
        ),
        catches=(Broken("counts_what_is_held", fails=("converged",)),),
        world=house.place,
        shelf=frozenset(house.shelf),
    )


ONE_SHELF = one_shelf(WHEREFOUR)
