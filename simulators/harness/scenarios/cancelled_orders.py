"""Cancelled orders: some before anything left, one when a part was out, one when all of it was."""

from simulators.harness.scenario import Broken, Event, From, Scenario, Step, place_order

from .houses import House


def cancel(label: str) -> Event:
    """Return the event of a manager cancelling an order."""
    return Event("retailcrm", "cancel_order", {"id": From(label, "id")})


CANCELLED_ORDERS = Scenario(
    name="cancelled orders",
    sentence="Customers cancel before the first shipment, after it, and when everything is out.",
    steps=(
        Step("The shop opens and shows nothing yet."),
        Step(
            "Three orders; a count finds nothing for the first, and not enough for the second.",
            events=(
                place_order("wherefour", {"PASTA-RIG-500": 4}, label="waiting", customer=0),
                place_order("wherefour", {"KIM-NAPA-450": 5}, label="partial", customer=1),
                place_order("wherefour", {"FLT-POUR-100": 2}, label="complete", customer=2),
                Event("wherefour", "cycle_count", {"lot_code": "P020-A", "count": 0}),
                Event("wherefour", "cycle_count", {"lot_code": "C042-A", "count": 3}),
            ),
        ),
        Step(
            "All three are cancelled; only the first one in time.",
            advance="1h",
            events=(cancel("waiting"), cancel("partial"), cancel("complete")),
        ),
        Step(
            "Goods come in again.",
            advance="20h",
            events=(
                Event(
                    "wherefour",
                    "receive_stock",
                    {"sku": "PASTA-RIG-500", "count": 10, "location": "Main Floor"},
                ),
            ),
        ),
    ),
    catches=(
        Broken("never_cancels", fails=("restock_once",)),
        Broken("cancels_too_late", fails=("restock_once",)),
        Broken("restocks_by_hand", fails=("conservation",)),
        Broken("turns_back_shipped", fails=("shipping_is_monotone",)),
    ),
)


def cancelled_orders(house: House) -> Scenario:
    """Tell it of a warehouse whose people ship, and an order leaves as a whole."""
    ready, waiting, gone = house.goods
    return Scenario(
        name=house.named("cancelled orders"),
        sentence="Customers cancel before anything is picked, when it is, and when it has left.",
        steps=(
            Step("The shop opens and shows nothing yet."),
            Step(
                "Three orders.",
                events=(
                    house.order({waiting: 3}, label="waiting", customer=0),
                    house.order({ready: 2}, label="picked", customer=1),
                    house.order({gone: 1}, label="gone", customer=2),
                ),
            ),
            Step(
                "The second is picked, the third leaves.",
                advance="1h",
                events=(*house.prepares("picked"), *house.ships("gone")),
            ),
            Step(
                "All three are cancelled; only the third one too late.",
                advance="1h",
                events=(cancel("waiting"), cancel("picked"), cancel("gone")),
            ),
            Step(
                "Who was never told ships the first all the same.",
                advance="20h",
                events=house.ships("waiting"),
            ),
        ),
        catches=(
            Broken("never_cancels", fails=("restock_once",)),
            Broken("turns_back_shipped", fails=("shipping_is_monotone",)),
        ),
        world=house.place,
    )
