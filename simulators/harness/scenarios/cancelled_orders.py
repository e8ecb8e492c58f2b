"""Cancelled orders: one before anything left, one when a part was out, one when all of it was."""

from simulators.harness.scenario import Broken, Event, From, Scenario, Step, place_order


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
