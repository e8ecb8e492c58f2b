"""Duplicate delivery: a proxy repeats what the engine sends once."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

DUPLICATE_DELIVERY = Scenario(
    name="duplicate delivery",
    sentence="A proxy delivers a create, a shipment, an edit and an upload twice.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "An order comes in; each write is delivered twice, one with the answer to the second.",
            events=(place_order("wherefour", {"NUT-ALM-454": 4}),),
            faults=(
                Fault("wherefour", "create_order", "duplicate"),
                Fault(
                    "wherefour", "auto_pick_and_ship", "duplicate", arguments={"reply": "second"}
                ),
                Fault("retailcrm", "edit_order", "duplicate"),
                Fault("retailcrm", "upload_inventories", "duplicate"),
            ),
        ),
    ),
    catches=(
        Broken("keeps_the_surplus", fails=("each_order_once",)),
        Broken("believes_the_refusal", fails=("converged",)),
    ),
)
