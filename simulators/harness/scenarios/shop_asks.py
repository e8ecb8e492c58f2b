"""The shop asks: an engine that listens says what is left, between two rounds."""

from simulators.harness.scenario import Broken, Scenario, Step, ask_for_inventories

from .houses import WHEREFOUR, House


def shop_asks(house: House) -> Scenario:
    """Tell it of a warehouse."""
    good, _ = house.shelf
    return Scenario(
        name=house.named("shop asks"),
        sentence="Stock moves, and the shop asks for its inventories without waiting for a round.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "A delivery comes in, of something less can be sold, and the shop asks.",
                advance="2h",
                events=(house.receives(good, 6), house.loses, ask_for_inventories()),
            ),
            Step(
                "Staff of the warehouse take an order by phone, and the shop asks again.",
                advance="1h",
                events=(house.takes("PHONE-1", good, 5), ask_for_inventories()),
            ),
        ),
        catches=(
            Broken("answers_what_it_said_before", fails=("answers_when_asked",)),
            Broken("answers_in_another_shape", fails=("answers_when_asked",)),
        ),
        world=house.place,
        shelf=frozenset(house.shelf),
    )


SHOP_ASKS = shop_asks(WHEREFOUR)
