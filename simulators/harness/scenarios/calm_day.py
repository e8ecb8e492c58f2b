"""Calm day: nothing breaks, and already an engine has enough to get wrong."""

from simulators.harness.scenario import Broken, Event, From, Scenario, Step

from .houses import WHEREFOUR, WHIPLASH, WHOLECELL, House

Orders = tuple[dict[str, int], ...]


def calm_day(
    house: House, *, orders: Orders, new: str, less: Event, catches: tuple[Broken, ...]
) -> Scenario:
    """Tell it of a warehouse: of `new` goods there are hardly any until they come in, `less` takes
    some of others away, and of `orders` the last but one is regretted, the last placed later.
    """
    *kept, regretted, later = orders
    labels = [f"order {number}" for number, _ in enumerate(kept, 1)]
    placed = [house.order(each, label=label) for each, label in zip(kept, labels, strict=True)]
    return Scenario(
        name=house.named("calm day"),
        sentence="Orders, a cancellation, a delivery and a count; nothing breaks.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "Shoppers order one thing, several, and on both sites; one thinks better of it.",
                events=(
                    *placed,
                    house.order(regretted, label="regretted"),
                    Event("retailcrm", "cancel_order", {"id": From("regretted", "id")}),
                ),
            ),
            Step(
                "A delivery comes in, a count finds less than the books say, and selling goes on.",
                advance="2h",
                events=(*house.ships(*labels), house.receives(new, 5), less, house.order(later)),
            ),
            Step(
                "The first of the new goods are sold.",
                advance="3h",
                events=(house.order({new: 1}),),
            ),
        ),
        catches=(
            *catches,
            Broken("sends_equal_numbers", fails=("quiet_after_convergence",)),
            Broken("misspells_a_filter", fails=("no_ignored_parameters",)),
        ),
        world=house.place,
    )


CALM_DAY = calm_day(
    WHEREFOUR,
    orders=(
        {"COF-HUILA-340": 2, "TEA/EG-100": 1},
        {"CHK-CAN-CS12": 3},  # by the case
        {"OIL-EVO-500": 4},  # on both sites
        {"JAM-APR-280": 5},
        {"SOAP OAT 3PK": 2},
    ),
    new="APR-LINEN-NAT",
    less=Event("wherefour", "cycle_count", {"lot_code": "CT002-A", "count": 150}),
    catches=(Broken("first_page_only", fails=("converged", "reads_every_page")),),
)

CALM_DAY_AT_WHOLECELL = calm_day(
    WHOLECELL,
    orders=(
        {"PIX6-128-BLK-B": 2, "GALA52-128-BLK-C": 1},
        {"MOTOG-64-GRY-C": 1},
        {"IPHONE12A2172128GBBLKB": 1},  # on the other site
        {"IPAD9-64-SG-B": 2},
        {"GALTABA8-32-SLV-A": 1},
    ),
    new="IPADPRO11-128-SG-A",
    less=WHOLECELL.loses,
    catches=(Broken("ships_by_itself", fails=("each_shipment_once",)),),
)

CALM_DAY_AT_WHIPLASH = calm_day(
    WHIPLASH,
    orders=(
        {"TEE-ALDER-M": 2, "MUG.CAMP.12OZ": 1},
        {"TOTE-MARKET": 3},
        {"SOCK-WOOL-2": 2},  # on the other site
        {"POSTER/DAWN.18x24": 4},
        {"PIN-LEAF": 6},
    ),
    new="POSTER-TOUR-2026",
    less=WHIPLASH.loses,
    catches=(),
)
