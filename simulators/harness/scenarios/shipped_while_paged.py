"""Shipped while paged: an order leaves the list of open orders between two of its pages."""

from simulators.harness.scenario import Broken, Fault, Place, Request, Scenario, Step, place_order

CUSTOMER = "/customers/1001/orders"


def by_hand(number: int, sku: str, *, label: str = "") -> Request:
    """Return an order that staff of the warehouse enter for a customer of their own."""
    lines = [{"sku": sku, "count": 1}]
    body = {
        "order_number": f"SO-{number}",
        "order_date": "2026-03-02",
        "status": "open",
        "order_items_attributes": lines,
    }
    return Request("wherefour", "POST", CUSTOMER, body, label)


SHIPPED_WHILE_PAGED = Scenario(
    name="shipped while paged",
    sentence="Of the orders on the first page one ships; the first of the second page moves up.",
    steps=(
        Step(
            "The warehouse has orders of its own; the last one takes the only knife.",
            events=(
                by_hand(1, "MUG-STONE-BLU", label="first"),
                *(by_hand(number, "MUG-STONE-BLU") for number in range(2, 11)),
                by_hand(11, "KNF-PAR-9"),
            ),
        ),
        Step(
            "The engine reads the first page, then staff ship an order that stands on it.",
            advance="1h",
            # What is read first is as it was before the step; then the list is one order shorter.
            faults=(Fault("wherefour", "list_all_orders", "stale_read", nth=2),),
            events=(
                Request(
                    "wherefour",
                    "POST",
                    CUSTOMER + "/{first[id]}/auto_ship",
                    {"delivery_method": "UPS Ground"},
                ),
            ),
        ),
        Step(
            "A shopper wants the knife; a right shop shows none and refuses.",
            advance="1h",
            events=(place_order("wherefour", {"KNF-PAR-9": 1}),),
        ),
    ),
    catches=(Broken("misses_the_shifted_row", fails=("no_oversell",)),),
    world=Place(quirks=(("wherefour.page_size", 10),)),
)
