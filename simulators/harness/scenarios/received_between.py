"""Received between read and push: what the engine has read is old when it writes."""

from simulators.harness.scenario import Broken, Fault, Scenario, Step, place_order

RECEIVED = {
    "simulator": "wherefour",
    "event": "receive_stock",
    "sku": "RICE-BAS-2K",
    "count": 40,
    "location": "Main Floor",
}

RECEIVED_BETWEEN = Scenario(
    name="received between read and push",
    sentence="Goods come in after the engine has read the stock and before it uploads.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "An order makes an upload necessary; right before it a delivery comes in.",
            events=(place_order("wherefour", {"RICE-BAS-2K": 2}),),
            faults=(
                Fault(
                    "retailcrm", "upload_inventories", "interleave", arguments={"event": RECEIVED}
                ),
            ),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("skips_what_it_has_seen", fails=("converged", "no_lost_update")),),
)
