"""Poison history: what cannot be read or made must not stop the others."""

from stocktake.harness.scenario import Broken, Scenario, Step, with_a_stranger
from stocktake.harness.scenarios.houses import OPENS, PATIENCE, WHIPLASH, everywhere

POISON_RECORD = Scenario(
    row=20,
    name="poison record",
    sentence="An order that cannot be made comes in among good ones; a row spoils its whole page.",
    steps=(
        Step(OPENS),
        Step(
            "The second of three orders at each house cannot be made, and a list of items"
            " breaks at one of its rows.",
            events=everywhere(
                lambda house: [
                    house.order({house.goods[0]: 1}, customer=0),
                    with_a_stranger(house.name, house.goods[0]),
                    house.order({house.goods[1]: 2}, customer=1),
                ]
            ),
            faults=(
                WHIPLASH.fails(
                    WHIPLASH.levels, "poison", times=PATIENCE, key="sku", row=WHIPLASH.last
                ),
            ),
        ),
        Step("Nothing new.", advance="10m"),
    ),
    catches=(
        Broken("leaves_silently", fails=("poison_does_not_block",), anyway=True),
        Broken(
            "one_bad_stops_all", fails=("each_order_once", "poison_does_not_block"), anyway=True
        ),
    ),
)
