"""Lost reply on order create: the warehouse has made the order, and the answer never arrives."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import WHEREFOUR, House


def lost_reply_on_order_create(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("lost reply on order create"),
        sentence="The warehouse makes the order, the answer is lost; repeating makes a second one.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "Two orders come in; the answer to the first document is lost.",
                events=(
                    house.order({house.goods[0]: 3}, label="first"),
                    house.order({house.goods[1]: 2}, label="second"),
                ),
                faults=(Fault(house.name, house.create, "lost_reply"),),
            ),
            Step(
                "Nothing new, but where people ship they have shipped both.",
                advance="10m",
                events=house.ships("first", "second"),
            ),
        ),
        catches=(Broken("retries_blindly", fails=("each_order_once",)),),
        world=house.place,
    )


LOST_REPLY_ON_ORDER_CREATE = lost_reply_on_order_create(WHEREFOUR)
