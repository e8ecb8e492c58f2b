"""Rough day: every write of a round fails once, in one way or another, and reads fail too."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import WHEREFOUR, House


def rough_day(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("rough day"),
        sentence="Answers and requests are lost on every kind of write; the next round mends it.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "Three orders come in, and each kind of write fails once.",
                events=(
                    house.order({house.goods[0]: 3}, label="first", customer=0),
                    house.order({house.goods[1]: 2}, customer=1),
                    house.order({house.goods[2]: 1}, customer=2),
                ),
                faults=(
                    *_where_the_engine_ships(house),
                    Fault(house.name, house.create, "lost_request", nth=2),
                    Fault("retailcrm", "edit_order", "lost_reply"),
                    Fault("retailcrm", "upload_inventories", "status", arguments={"status": 503}),
                ),
            ),
            Step(
                "One more order, while both systems have trouble answering what they are asked.",
                advance="1h",
                events=(*house.ships("first"), house.order({house.goods[2]: 2}, customer=0)),
                faults=(
                    Fault(house.name, house.levels, "status", times=2),
                    Fault("retailcrm", "get_orders_history", "lost_reply"),
                ),
            ),
        ),
        catches=(
            Broken("saves_key_first", fails=("each_order_once",)),
            Broken("tells_twice", fails=("each_shipment_once",)),
            Broken("claims_nothing_was_written", fails=("definite_claims_hold",), lines=True),
        ),
        world=house.place,
    )


def _where_the_engine_ships(house: House) -> tuple[Fault, ...]:
    """What goes wrong with the writes that are not needed where a warehouse's people ship."""
    if house.people:
        return (Fault(house.name, house.create, "lost_reply"),)
    return (
        Fault(house.name, "create_customer", "lost_reply"),
        Fault(house.name, "auto_pick_and_ship", "lost_reply"),
    )


ROUGH_DAY = rough_day(WHEREFOUR)
