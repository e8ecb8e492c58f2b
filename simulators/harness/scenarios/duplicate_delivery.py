"""Duplicate delivery: a proxy repeats what the engine sends once."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import WHEREFOUR, House

SHIPS = Fault("wherefour", "auto_pick_and_ship", "duplicate", arguments={"reply": "second"})


def duplicate_delivery(house: House) -> Scenario:
    """Tell it of a warehouse."""
    engine_ships = not house.people
    # Where a number exists once, the repetition is refused, and that may be what is answered.
    refused = {"reply": "second"} if house.number_exists_once else {}
    return Scenario(
        name=house.named("duplicate delivery"),
        sentence="A proxy delivers a create, a shipment, an edit and an upload twice."
        if engine_ships
        else "A proxy delivers a create, an edit and an upload twice.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "Two orders come in; the first of each kind of write is delivered twice.",
                events=(
                    house.order({house.goods[0]: 4}, customer=0),
                    house.order({house.goods[1]: 1}, label="second", customer=1),
                ),
                faults=(
                    Fault(house.name, house.create, "duplicate", arguments=refused),
                    *((SHIPS,) if engine_ships else ()),
                    Fault("retailcrm", "edit_order", "duplicate"),
                    Fault("retailcrm", "upload_inventories", "duplicate"),
                ),
            ),
            Step(
                "Nothing new, but where people ship they have shipped the second.",
                advance="1h",
                events=house.ships("second"),
            ),
        ),
        catches=(
            Broken("saves_key_first", fails=("converged",))
            if house.number_exists_once
            else Broken("keeps_the_surplus", fails=("each_order_once",)),
            *((Broken("believes_the_refusal", fails=("converged",)),) if engine_ships else ()),
        ),
        world=house.place,
    )


DUPLICATE_DELIVERY = duplicate_delivery(WHEREFOUR)
