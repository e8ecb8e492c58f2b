"""One shelf: two goods, no orders; the first scenario for an engine that only moves stock."""

from simulators.harness.scenario import Broken, Event, Scenario, Step

ONE_SHELF = Scenario(
    name="one shelf",
    sentence="Two goods are judged, of which the warehouse holds more than it may ship.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "A delivery comes in, and a count finds less than the books say.",
            advance="2h",
            events=(
                Event(
                    "wherefour",
                    "receive_stock",
                    {"sku": "JAR-MASON-12", "count": 12, "location": "Main Floor"},
                ),
                Event("wherefour", "cycle_count", {"lot_code": "H049-A", "count": 35}),
            ),
        ),
    ),
    catches=(Broken("counts_what_is_held", fails=("converged",)),),
    shelf=frozenset({"JAR-MASON-12", "DET-LDY-1500"}),
)
