"""What Schemathesis reports although eBay really does it; docs/ebay.md shows the table.

A row whose answer Schemathesis meets with luck only has a witness: a function that takes a fresh
sandbox, has such an answer given and returns it.
"""

from functools import partial
from typing import Any

from stocktake.web.sandbox import Response, Sandbox

from tests.ebay.conftest import ENGLISH, FULFILLMENT, INVENTORY, ORDER, SKU, Seller
from tests.fuzz.excuses import ANY, Excuse


def _parcel(sandbox: Sandbox, **body: Any) -> Response:
    path = f"{FULFILLMENT}/order/{ORDER}/shipping_fulfillment"
    return Seller(sandbox).send("POST", path, 400, json=body)


def negative_quantity(sandbox: Sandbox) -> Response:
    """Store an item of eBay's with fewer than none."""
    body = {"availability": {"shipToLocationAvailability": {"quantity": -1}}}
    path = f"{INVENTORY}/inventory_item/{SKU}"
    return Seller(sandbox).send("PUT", path, 400, json=body, headers=ENGLISH)


def unknown_filter(sandbox: Sandbox) -> Response:
    """Ask eBay for orders by what it does not know."""
    return Seller(sandbox).send("GET", f"{FULFILLMENT}/order?filter=sku:%7BX%7D", 400)


def parcel_without_a_carrier(sandbox: Sandbox) -> Response:
    """Tell eBay of a parcel that nobody carries."""
    return _parcel(sandbox, trackingNumber="T1")


# An answer that refuses what the document allows, of any operation.
refuses_valid = partial(Excuse, "ebay.yaml", ANY, "positive_data_acceptance")

EXCEPTIONS = (
    refuses_valid(
        r'^400 .*"errorId":(25706|31000|31100)',
        "A limit and an offset have bounds of each list's own, and errors of their own.",
        "reference/channels.md §2.4",
    ),
    refuses_valid(
        r'^400 .*"errorId":(25002|25709)',
        "Something must be asked for: rows, a SKU, a language; it has an error of its own.",
        "reference/channels.md §2.3",
    ),
    refuses_valid(
        r'^400 .*"errorId":(25004|25707)',
        "A quantity is not negative and a SKU has 50 characters; errors of their own.",
        "reference/channels.md §2.3",
        witness=negative_quantity,
    ),
    refuses_valid(
        r'^400 .*"errorId":30[789]\d\d',
        "A filter is a text in the query whose names, values and dates have errors of their own.",
        "reference/channels.md §2.4",
        witness=unknown_filter,
    ),
    refuses_valid(
        r'^400 .*"errorId":32800',
        "There is one field group.",
        "reference/channels.md §2.4",
    ),
    refuses_valid(
        r'^400 .*"errorId":32[2356]\d\d',
        "A parcel's lines, number, carrier and date are checked against the order, in this order.",
        "reference/channels.md §2.4",
        witness=parcel_without_a_carrier,
    ),
    Excuse(
        "ebay.yaml", "issue_refund", "positive_data_acceptance", r'^400 .*"errorId":349\d\d',
        "A refund has a reason and an amount that is left, for lines of an order or for all of it.",
        "reference/channels.md §2.4",
    ),
)  # fmt: skip
