"""Rows skipped while paging: an order leaves the list of open orders between two of its pages."""

from stocktake.harness.scenario import Broken, Place, Request, Scenario, Step
from stocktake.harness.scenarios.houses import WHEREFOUR, WHIPLASH, WHOLECELL, everywhere

CUSTOMER = "/customers/1001/orders"
PAGE = 3


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


ROWS_SKIPPED_WHILE_PAGING = Scenario(
    row=8,
    name="rows skipped while paging",
    sentence="Of the orders on the first page one ships; the first of the second page moves up.",
    steps=(
        Step(
            "Three houses have orders of their own; in one they fill pages, and the last one takes"
            " the only knife.",
            events=(
                by_hand(1, "MUG-STONE-BLU", label="first"),
                *(by_hand(number, "MUG-STONE-BLU") for number in range(2, PAGE + 1)),
                by_hand(PAGE + 1, WHEREFOUR.last),
                WHOLECELL.takes("PHONE-1", WHOLECELL.last, 1),
                WHIPLASH.takes("PHONE-1", WHIPLASH.last, 1),
            ),
        ),
        Step(
            "The engine reads the first page, then staff ship an order that stands on it.",
            advance="1h",
            # What is read first is as it was before the step; then the list is one order shorter.
            faults=(WHEREFOUR.fails("list_all_orders", "stale_read", nth=2),),
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
            "Shoppers want the last of each house; a right shop shows none and refuses.",
            advance="1h",
            events=everywhere(lambda house: [house.order({house.last: 1})]),
        ),
    ),
    catches=(
        Broken("misses_the_shifted_row", fails=("no_oversell",)),
        Broken("first_page_only", fails=("converged", "reads_every_page"), anyway=True),
    ),
    world=Place(quirks=(("wherefour.page_size", PAGE),)),
)
