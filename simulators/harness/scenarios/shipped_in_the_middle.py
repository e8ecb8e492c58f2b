"""Shipped in the middle: the engine looks at an order, the order leaves, the round goes on."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step

from .houses import House, in_the_middle


def shipped_in_the_middle(house: House) -> Scenario:
    """Tell it of a warehouse whose people ship."""
    # A fault cannot ask for the number of an order: it is the first one of a new shop.
    leaves = house.leaves("R1001")
    return Scenario(
        name=house.named("shipped in the middle"),
        sentence="People ship while the engine works; it finds out in the next round.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step("An order comes in.", events=(house.order({house.goods[0]: 2}, label="first"),)),
            Step(
                "It is picked; the engine looks at it, then it leaves.",
                advance="1h",
                events=house.prepares("first"),
                faults=(
                    Fault(house.name, house.levels, "interleave", arguments=in_the_middle(leaves)),
                ),
            ),
            Step("Nothing new.", advance="10m"),
        ),
        catches=(Broken("looks_for_changes", fails=("converged",)),),
        world=house.place,
    )
