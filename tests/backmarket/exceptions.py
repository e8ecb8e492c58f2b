"""What Schemathesis reports although Back Market really does it; docs/backmarket.md shows it.

A row whose answer Schemathesis meets with luck only has a witness: a function that takes a fresh
sandbox, has such an answer given and returns it.
"""

from stocktake.web.sandbox import Response, Sandbox

from tests.backmarket.conftest import LINE, LISTINGS, ORDER, ORDERS, Seller
from tests.fuzz.excuses import Excuse, Witness


def order_without_a_state(sandbox: Sandbox) -> Response:
    """Ask Back Market to move an order to nowhere."""
    return Seller(sandbox).send("POST", f"{ORDERS}/{ORDER}", 400, json={})


def order_of_no_state(sandbox: Sandbox) -> Response:
    """Ask Back Market for orders of a state that is no number."""
    return Seller(sandbox).send("GET", f"{ORDERS}?state=open", 400)


def line_without_numbers(sandbox: Sandbox) -> Response:
    """Tell Back Market nothing about a device."""
    return Seller(sandbox).send("PATCH", f"/ws/orderlines/{LINE}", 422, json={})


def refund_without_a_type(sandbox: Sandbox) -> Response:
    """Ask Back Market for a refund of no kind."""
    return Seller(sandbox).send("POST", "/ws/sav/refund", 400, json={"orderline_pk": LINE})


def page_of_words(sandbox: Sandbox) -> Response:
    """Ask Back Market for a page that is no number."""
    return Seller(sandbox).send("GET", f"{LISTINGS}?page=two", 400)


def refuses_valid(
    operation: str, answer: str, reason: str, witness: Witness | None = None
) -> Excuse:
    """Return an answer that refuses what the document allows."""
    section = "reference/channels.md §1.4"
    check = "positive_data_acceptance"
    return Excuse("backmarket.yaml", operation, check, answer, reason, section, witness)


EXCEPTIONS = (
    refuses_valid(
        "list_listings",
        r'^400 .*"target":"(page|page-size|publication_state|min_quantity|max_quantity)"',
        "Filters and pages are texts in the query, refused one by one in the shape of V1.",
        witness=page_of_words,
    ),
    refuses_valid(
        "list_orders",
        r'^400 .*"target":"(page|page-size|state|date_creation|date_modification)"',
        "Filters and pages are texts in the query, refused one by one in the shape of V1.",
        witness=order_of_no_state,
    ),
    refuses_valid(
        "get_listing_detail",
        r'^400 .*"target":"sku"',
        "One of two parameters is needed.",
    ),
    refuses_valid(
        "update_listing",
        r'^400 "',
        "What is wrong with a field of a listing is a bare JSON string.",
    ),
    refuses_valid(
        "upload_listings",
        r'^400 .*"errors":',
        "A catalogue is a text that is read as CSV; what is wrong in it has the shape of V2.",
    ),
    refuses_valid(
        "update_order",
        r'^400 .*"error":\{"code":"E009"',
        "What a move needs depends on where to; what is missing is refused in the shape of V1.",
        witness=order_without_a_state,
    ),
    refuses_valid(
        "update_orderline",
        r'^422 .*"status":422',
        "A number of a device has its form, and its line must be accepted: problem+json.",
        witness=line_without_numbers,
    ),
    refuses_valid(
        "refund_orderline",
        r"^400 .*(Validation error|\"target\":\"refund_type\")",
        "Fields of a refund are refused by name.",
        witness=refund_without_a_type,
    ),
)
