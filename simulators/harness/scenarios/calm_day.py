"""Calm day: nothing breaks, and already an engine has enough to get wrong."""

from simulators.harness.scenario import Broken, Event, From, Scenario, Step, place_order

CALM_DAY = Scenario(
    name="calm day",
    sentence="Orders, a cancellation, a delivery and a count; nothing breaks.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Shoppers order by the each, by the case and on both sites; one thinks better of it.",
            events=(
                place_order("wherefour", {"COF-HUILA-340": 2, "TEA/EG-100": 1}),
                place_order("wherefour", {"CHK-CAN-CS12": 3}),
                place_order("wherefour", {"OIL-EVO-500": 4}),
                place_order("wherefour", {"JAM-APR-280": 5}, label="regretted"),
                Event("retailcrm", "cancel_order", {"id": From("regretted", "id")}),
            ),
        ),
        Step(
            "A delivery comes in, a count finds less than the books say, and selling goes on.",
            advance="2h",
            events=(
                Event(
                    "wherefour",
                    "receive_stock",
                    {"sku": "APR-LINEN-NAT", "count": 25, "location": "Main Floor"},
                ),
                Event("wherefour", "cycle_count", {"lot_code": "CT002-A", "count": 150}),
                place_order("wherefour", {"SOAP OAT 3PK": 2}),
            ),
        ),
        Step(
            "The first of the new goods are sold.",
            advance="3h",
            events=(place_order("wherefour", {"APR-LINEN-NAT": 1}),),
        ),
    ),
    catches=(
        Broken("first_page_only", fails=("converged", "reads_every_page")),
        Broken("sends_equal_numbers", fails=("quiet_after_convergence",)),
        Broken("misspells_a_filter", fails=("no_ignored_parameters",)),
    ),
)
