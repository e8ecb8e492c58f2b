"""Unknown SKU: one order asks for something that the warehouse does not have."""

from simulators.harness.scenario import Broken, Request, Scenario, Step, place_order

GIFT_WRAPPED = Request(
    "retailcrm",
    "POST",
    "/api/v5/orders/create",
    {
        "site": "shop-us",
        "order": {
            "shipmentStore": "wherefour",
            "firstName": "Maria",
            "items": [
                {"offer": {"externalId": "TEA-CHAM-20"}, "quantity": 1},
                {"productName": "Gift wrapping", "quantity": 1},
            ],
        },
    },
)

UNKNOWN_SKU = Scenario(
    name="unknown SKU",
    sentence="An order with a line that no warehouse knows comes in among good ones.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "The second of three orders cannot be made.",
            events=(
                place_order("wherefour", {"COF-HUILA-340": 1}, customer=0),
                GIFT_WRAPPED,
                place_order("wherefour", {"VIN-ACV-750": 2}, customer=1),
            ),
        ),
    ),
    catches=(
        Broken("one_bad_stops_all", fails=("each_order_once", "poison_does_not_block")),
        Broken("leaves_silently", fails=("poison_does_not_block",)),
    ),
)
