"""Partial shipment: an order is sold in good faith and leaves the warehouse in two parts."""

from simulators.harness.scenario import Broken, Event, Scenario, Step, place_order

PARTIAL_SHIPMENT = Scenario(
    name="partial shipment",
    sentence="A count takes away what was just sold; the rest can ship only a day later.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Five are ordered while seven are shown; then a count finds only three.",
            events=(
                place_order("wherefour", {"PASTA-RIG-500": 5, "COF-HUILA-340": 1}),
                Event("wherefour", "cycle_count", {"lot_code": "P020-A", "count": 3}),
            ),
        ),
        Step("Nothing new: the order stays open, and is not said to be shipped.", advance="4h"),
        Step(
            "A delivery brings enough for the rest of the order.",
            advance="20h",
            events=(
                Event(
                    "wherefour",
                    "receive_stock",
                    {"sku": "PASTA-RIG-500", "count": 10, "location": "Main Floor"},
                ),
            ),
        ),
        Step(
            "The next shopper buys of what is left.",
            events=(place_order("wherefour", {"PASTA-RIG-500": 2}),),
        ),
    ),
    catches=(Broken("reports_early", fails=("converged", "each_shipment_once")),),
)
