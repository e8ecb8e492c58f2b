"""Three warehouses: the shop sells of all, and each order belongs to one of them."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL

MUG = "MUG-STONE-BLU"

THREE_WAREHOUSES = Scenario(
    name="three warehouses",
    sentence="Three warehouses feed three stores; each gets its order, though two hold one mug.",
    steps=(
        Step(OPENS),
        Step(
            "Shoppers order coffee, a phone, and a mug that lies in another house as well.",
            events=(
                WHEREFOUR.order({"COF-GUJI-340": 2}, label="coffee", customer=0),
                WHOLECELL.order({"GALA52-128-BLK-C": 1}, label="phone", customer=1),
                WHIPLASH.order({MUG: 2}, label="mug", customer=2),
            ),
        ),
        Step(
            "Goods come in at two, and the phone and the mug leave.",
            advance="2h",
            events=(
                WHEREFOUR.receives(MUG, 6),
                WHOLECELL.receives("IPADPRO11-128-SG-A", 2),
                *WHOLECELL.ships("phone"),
                *WHIPLASH.ships("mug"),
            ),
        ),
    ),
    catches=(
        Broken("ships_by_itself", fails=("each_shipment_once",)),
        Broken("sends_all_to_one", fails=("converged", "each_order_once", "each_shipment_once")),
    ),
    fewest=2,
)
