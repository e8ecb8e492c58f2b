"""Garbled answer: what arrives with a good status is a page of HTML."""

from stocktake.harness.scenario import Broken, Scenario, Step
from stocktake.harness.scenarios.houses import OPENS, PATIENCE, everywhere, struck

GARBLED_ANSWER = Scenario(
    name="garbled answer",
    sentence="The answers to creates and to the searches after them cannot be read.",
    steps=(
        Step(OPENS),
        Step(
            "Orders come in; whether their documents were made cannot be read for a while.",
            events=everywhere(lambda house: [house.order({house.goods[1]: 3})]),
            faults=struck(
                lambda house: [
                    house.fails(house.create, "garbled"),
                    house.fails(house.find, "garbled", nth=2, times=3 * PATIENCE),
                ]
            ),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(Broken("takes_garbled_for_empty", fails=("each_order_once",)),),
)
