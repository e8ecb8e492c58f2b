"""Unknown SKU: one order asks for something that the warehouse does not have."""

from simulators.harness.scenario import Broken, Request, Scenario, Step

from .houses import WHEREFOUR, House


def gift_wrapped(house: House) -> Request:
    """Return an order for a good and for something that only the shop knows."""
    order = {
        "shipmentStore": house.name,
        "firstName": "Maria",
        "items": [
            {"offer": {"externalId": house.goods[2]}, "quantity": 1},
            {"productName": "Gift wrapping", "quantity": 1},
        ],
    }
    path = "/api/v5/orders/create"
    return Request("retailcrm", "POST", path, {"site": "shop-us", "order": order})


def unknown_sku(house: House) -> Scenario:
    """Tell it of a warehouse."""
    return Scenario(
        name=house.named("unknown SKU"),
        sentence="An order with a line that no warehouse knows comes in among good ones.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "The second of three orders cannot be made.",
                events=(
                    house.order({house.goods[0]: 1}, customer=0),
                    gift_wrapped(house),
                    house.order({house.goods[1]: 2}, customer=1),
                ),
            ),
        ),
        catches=(
            Broken("one_bad_stops_all", fails=("each_order_once", "poison_does_not_block")),
            Broken("leaves_silently", fails=("poison_does_not_block",)),
        ),
        world=house.place,
    )


UNKNOWN_SKU = unknown_sku(WHEREFOUR)
