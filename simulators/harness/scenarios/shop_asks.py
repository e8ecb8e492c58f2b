"""The shop asks: an engine that listens says what is left, between two rounds."""

from simulators.harness.scenario import (
    Broken,
    Event,
    Request,
    Scenario,
    Step,
    ask_for_inventories,
)

SHOP_ASKS = Scenario(
    name="shop asks",
    sentence="Stock moves, and the shop asks for its inventories without waiting for a round.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "A delivery comes in, a count finds less than the books say, and the shop asks.",
            advance="2h",
            events=(
                Event(
                    "wherefour",
                    "receive_stock",
                    {"sku": "JAR-MASON-12", "count": 12, "location": "Main Floor"},
                ),
                Event("wherefour", "cycle_count", {"lot_code": "H049-A", "count": 35}),
                ask_for_inventories(),
            ),
        ),
        Step(
            "Staff of the warehouse take an order by phone, and the shop asks again.",
            advance="1h",
            events=(
                Request(
                    "wherefour",
                    "POST",
                    "/customers/1001/orders",
                    {
                        "order_number": "PHONE-1",
                        "order_date": "2026-03-02",
                        "status": "open",
                        "order_items_attributes": [{"sku": "JAR-MASON-12", "count": 5}],
                    },
                ),
                ask_for_inventories(),
            ),
        ),
    ),
    catches=(
        Broken("answers_what_it_said_before", fails=("answers_when_asked",)),
        Broken("answers_in_another_shape", fails=("answers_when_asked",)),
    ),
    shelf=frozenset({"JAR-MASON-12", "DET-LDY-1500"}),
)
