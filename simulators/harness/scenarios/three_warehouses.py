"""Three warehouses: the shop sells of all, and each order belongs to one of them."""

from simulators.harness.scenario import Broken, Place, Scenario, Step

from .houses import WHEREFOUR, WHIPLASH, WHOLECELL

THREE_WAREHOUSES = Scenario(
    name="three warehouses",
    sentence="Three warehouses feed three stores; each gets its order, though two hold one mug.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Shoppers order coffee, a phone, and a mug that lies in another house as well.",
            events=(
                WHEREFOUR.order({"COF-HUILA-340": 2}, label="coffee", customer=0),
                WHOLECELL.order({"PIX6-128-BLK-B": 1}, label="phone", customer=1),
                WHIPLASH.order({"MUG-STONE-BLU": 2}, label="mug", customer=2),
            ),
        ),
        Step(
            "Goods come in at two, and the phone and the mug leave.",
            advance="2h",
            events=(
                WHEREFOUR.receives("RICE-BAS-2K", 6),
                WHOLECELL.receives("MOTOG-64-GRY-C", 2),
                *WHOLECELL.ships("phone"),
                *WHIPLASH.ships("mug"),
            ),
        ),
    ),
    catches=(
        Broken("sends_all_to_one", fails=("converged", "each_order_once", "each_shipment_once")),
    ),
    world=Place(
        stores=(("wherefour", "wherefour"), ("wholecell", "wholecell"), ("whiplash", "whiplash"))
    ),
)
