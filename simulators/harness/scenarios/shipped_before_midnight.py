"""Shipped before midnight: the day that counts is not the one on which the engine finds out."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import House


def shipped_before_midnight(house: House) -> Scenario:
    """Tell it of a warehouse whose people ship."""
    unheard = (Fault(house.name, house.tells, "drop"),) if house.tells else ()
    return Scenario(
        name=house.named("shipped before midnight"),
        sentence="People ship in the evening; the warehouse answers again when it is tomorrow.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step("An order comes in.", events=(house.order({house.goods[0]: 1}, label="late"),)),
            Step(
                "It is twenty to twelve for the shop; the order leaves, and nobody can ask of it.",
                advance="22h40m",
                events=house.ships("late"),
                # A careful client asks four times before it gives up.
                faults=(Fault(house.name, house.document, "status", times=4), *unheard),
            ),
            Step("It is twenty to one.", advance="1h"),
        ),
        catches=(Broken("dates_by_its_own_clock", fails=("each_shipment_once",)),),
        world=house.place,
    )
