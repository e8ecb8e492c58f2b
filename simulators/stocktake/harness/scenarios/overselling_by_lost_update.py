"""Overselling by lost update: what the engine has read is old when it writes."""

from stocktake.harness.scenario import Broken, Scenario, Step, in_the_middle
from stocktake.harness.scenarios.houses import (
    OPENS,
    UPLOADS,
    WHEREFOUR,
    WHIPLASH,
    WHOLECELL,
    everywhere,
)

MEANWHILE = (
    WHEREFOUR.receives(WHEREFOUR.goods[0], 4),
    WHOLECELL.order({WHOLECELL.goods[0]: 3}, customer=2),
    WHIPLASH.receives(WHIPLASH.goods[0], 4),
)

OVERSELLING_BY_LOST_UPDATE = Scenario(
    row=1,
    name="overselling by lost update",
    sentence="Goods come in and a shopper buys after the engine has read and before it uploads.",
    steps=(
        Step(OPENS),
        Step(
            "Orders make uploads necessary; right before each of them something else happens.",
            events=everywhere(lambda house: [house.order({house.goods[0]: 2})]),
            faults=tuple(
                in_the_middle("retailcrm", UPLOADS, event, nth=nth)
                for nth, event in enumerate(MEANWHILE, 1)
            ),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("skips_what_it_has_seen", fails=("converged", "no_lost_update")),),
)
