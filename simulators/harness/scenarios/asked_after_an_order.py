"""Asked after an order: what is sold is gone, though the warehouse has not heard of it."""

from simulators.harness.scenario import Broken, Scenario, Step, ask_for_inventories

from .houses import WHEREFOUR, House


def asked_after_an_order(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("asked after an order"),
        sentence="Orders come in, and the shop asks for its inventories before they are documents.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "Two shoppers order, and the shop asks.",
                events=(
                    house.order({house.goods[0]: 3}, label="first"),
                    house.order({house.goods[1]: 1, house.goods[2]: 2}, label="second", customer=1),
                    ask_for_inventories(),
                ),
            ),
            Step(
                "Everything is out; the shop asks.",
                advance="1h",
                events=(*house.ships("first", "second"), ask_for_inventories()),
            ),
        ),
        catches=(Broken("answers_without_orders", fails=("answers_when_asked",)),),
        world=house.place,
    )


ASKED_AFTER_AN_ORDER = asked_after_an_order(WHEREFOUR)
