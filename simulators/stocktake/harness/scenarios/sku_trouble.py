"""SKU trouble: signs, spaces, case and zeros in SKUs, and lines that no warehouse knows."""

from stocktake.harness.scenario import Broken, Place, Scenario, Step, with_a_stranger
from stocktake.harness.scenarios.houses import OPENS, WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

ODD = {
    "wherefour": {"TEA/EG-100": 1, "SOAP OAT 3PK": 2, "HNY-500G": 1, "000417": 1},
    "wholecell": {"IPHONE13A2482128GBMIDA+": 2, "PIX7-128-SNW-A+": 1},
    "whiplash": {"POSTER/DAWN.18x24": 2, "ZINE-04.json": 1, "MUG.CAMP.12OZ": 1},
}


SKU_TROUBLE = Scenario(
    row=19,
    name="SKU trouble",
    sentence="SKUs that many programs misread are ordered, and one that no warehouse knows.",
    steps=(
        Step(OPENS),
        Step(
            "Two orders at each house; the second has a line that nobody can make.",
            events=everywhere(
                lambda house: [
                    house.order(ODD[house.name]),
                    with_a_stranger(house.name, house.goods[0]),
                ]
            ),
        ),
        Step(
            "Of goods that differ in one letter only one kind comes in.",
            advance="2h",
            events=(
                WHEREFOUR.receives("HNY-500G", 7),
                WHOLECELL.receives("PIX7-128-SNW-A+", 1),
                WHIPLASH.receives("POSTER/DUSK.18x24", 3),
            ),
        ),
    ),
    catches=(Broken("reads_plus_as_space", fails=("converged",)),),
    world=Place(goods="catalogue"),
)
