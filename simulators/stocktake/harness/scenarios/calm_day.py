"""Calm day: nothing breaks, and already an engine has enough to get wrong."""

from stocktake.harness.scenario import Broken, Event, Place, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

KEPT = {
    "wherefour": (
        {"COF-HUILA-340": 2, "TEA/EG-100": 1},
        {"CHK-CAN-CS12": 3},  # by the case
        {"OIL-EVO-500": 4},  # on both sites
    ),
    "wholecell": (
        {"PIX6-128-BLK-B": 2, "GALA52-128-BLK-C": 1},
        {"IPHONE12A2172128GBBLKB": 1},  # on the other site
    ),
    "whiplash": (
        {"TEE-ALDER-M": 2, "MUG.CAMP.12OZ": 1},
        {"SOCK-WOOL-2": 2},  # on the other site
    ),
}
REGRETTED = {
    "wherefour": {"JAM-APR-280": 5},
    "wholecell": {"IPAD9-64-SG-B": 2},
    "whiplash": {"POSTER/DAWN.18x24": 4},
}
NEW = {
    "wherefour": "APR-LINEN-NAT",
    "wholecell": "IPADPRO11-128-SG-A",
    "whiplash": "POSTER-TOUR-2026",
}
"""Goods of which there are none until they come in."""
LESS = (
    Event("wherefour", "cycle_count", {"lot_code": "CT002-A", "count": 150}),
    WHOLECELL.loses,
    WHIPLASH.loses,
)

CALM_DAY = Scenario(
    name="calm day",
    sentence="Orders, cancellations, deliveries and counts at three houses; nothing breaks.",
    steps=(
        Step(OPENS),
        Step(
            "Shoppers order one thing, several, and on both sites; some think better of it.",
            events=everywhere(
                lambda house: [
                    *(
                        house.order(each, label=f"order {number}")
                        for number, each in enumerate(KEPT[house.name], 1)
                    ),
                    house.order(REGRETTED[house.name], label="regretted"),
                    house.cancels("regretted"),
                ]
            ),
        ),
        Step(
            "Deliveries come in, people ship, counts find less than the books say.",
            advance="2h",
            events=(
                *everywhere(
                    lambda house: [
                        *house.ships("order 1", "order 2"),
                        house.receives(NEW[house.name], 5),
                    ]
                ),
                *LESS,
                WHEREFOUR.order({"SOAP OAT 3PK": 2}),
                WHOLECELL.order({"GALTABA8-32-SLV-A": 1}),
                WHIPLASH.order({"PIN-LEAF": 6}),
            ),
        ),
        Step(
            "The first of the new goods are sold.",
            advance="3h",
            events=everywhere(lambda house: [house.order({NEW[house.name]: 1})]),
        ),
    ),
    catches=(Broken("misspells_a_filter", fails=("no_ignored_parameters",)),),
    world=Place(goods="catalogue"),
)
