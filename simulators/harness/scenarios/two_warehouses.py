"""Two warehouses: the shop sells of both, and each order belongs to one of them."""

from simulators.harness.scenario import Broken, Place, Scenario, Step

from .houses import WHEREFOUR, WHOLECELL

TWO_WAREHOUSES = Scenario(
    name="two warehouses",
    sentence="Two stores of the shop are fed by two warehouses; each gets the order that is its.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "A shopper orders coffee, another one a phone.",
            events=(
                WHEREFOUR.order({"COF-HUILA-340": 2}, label="coffee", customer=0),
                WHOLECELL.order({"PIX6-128-BLK-B": 1}, label="phone", customer=1),
            ),
        ),
        Step(
            "Goods come in at both, and the phone leaves.",
            advance="2h",
            events=(
                WHEREFOUR.receives("RICE-BAS-2K", 6),
                WHOLECELL.receives("MOTOG-64-GRY-C", 2),
                *WHOLECELL.ships("phone"),
            ),
        ),
    ),
    catches=(Broken("sends_all_to_one", fails=("converged", "each_order_once")),),
    world=Place(stores=(("wherefour", "wherefour"), ("wholecell", "wholecell"))),
)
