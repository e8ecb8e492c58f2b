"""How eBay meets each kind of failure; docs/reference/channels.md §2.2."""

from stocktake.vendors.ebay.access import ACCESS_TOKEN
from stocktake.web.sandbox import Response

from tests.failures import HUGE, JSON, Environment, Failure, Failures, Given

INVENTORY, ORDERS = "/ebay/sell/inventory/v1", "/ebay/sell/fulfillment/v1/order"
BULK = f"{INVENTORY}/bulk_update_price_quantity"


def right(env: Environment) -> Given:
    """Return the seller's token, which lives for two hours of a new world."""
    return {"headers": {"Authorization": f"Bearer {ACCESS_TOKEN}"}}


def wrong(env: Environment) -> Given:
    """Return a token of nobody."""
    return {"headers": {"Authorization": "Bearer nobody"}}


def in_envelope(answer: Response) -> bool:
    """Say whether there are errors, each with its errorId, and nothing beside them."""
    body = answer.json()
    return list(body) == ["errors"] and all(error["errorId"] for error in body["errors"])


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", "/ebay/sell/nothing", 404),
        "wrong method": Failure("DELETE", ORDERS, 405, allow="GET"),
        "no credentials": Failure("GET", ORDERS, 401, "none"),
        "wrong credentials": Failure("GET", ORDERS, 401, "wrong"),
        "bad type": Failure("POST", BULK, 400, request={"json": {"requests": "many"}}),
        "unknown id": Failure("GET", f"{ORDERS}/01-00000-00000", 404),
        "unknown SKU": Failure("GET", f"{INVENTORY}/inventory_item/NONE", 404),
        "not UTF-8": Failure(
            "POST", BULK, 400, request={"data": b'{"a": "\xff"}', "headers": JSON}
        ),
        "number too large": Failure("GET", f"{ORDERS}?limit={HUGE}", 400),
        "an id too large": Failure("GET", f"{INVENTORY}/offer/{HUGE}", 404),
        "missing body": Failure("POST", BULK, 400),
    },
)
