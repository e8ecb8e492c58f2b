"""How Back Market meets each kind of failure; docs/reference/channels.md §1.4."""

from stocktake.vendors.backmarket.access import TOKEN
from stocktake.web.sandbox import Response

from tests.failures import HUGE, JSON, Environment, Failure, Failures, Given

LISTINGS, ORDERS = "/backmarket/ws/listings", "/backmarket/ws/orders"


def right(env: Environment) -> Given:
    """Return the account's token."""
    return {"headers": {"Authorization": f"Basic {TOKEN}"}}


def wrong(env: Environment) -> Given:
    """Return a token of nobody."""
    return {"headers": {"Authorization": "Basic bm9ib2R5"}}


def in_envelope(answer: Response) -> bool:
    """Say whether an answer has the shape of V1, or is a bare string."""
    body = answer.json()
    if isinstance(body, str):
        return True
    return set(body) == {"error", "requestId"} and bool(body["error"]["message"])


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", "/backmarket/ws/nothing", 404),
        "wrong method": Failure("PUT", f"{ORDERS}/5978", 405, allow="GET, POST"),
        "no credentials": Failure("GET", ORDERS, 401, "none"),
        "wrong credentials": Failure("GET", ORDERS, 401, "wrong"),
        "bad type": Failure("POST", f"{ORDERS}/5978", 400, request={"json": {"new_state": []}}),
        "bad type, a bare string": Failure(
            "POST", f"{LISTINGS}/4567", 400, request={"json": {"quantity": []}}
        ),
        "unknown id": Failure("GET", f"{ORDERS}/1", 404),
        "not UTF-8": Failure(
            "POST", f"{ORDERS}/5978", 400, request={"data": b'{"a": "\xff"}', "headers": JSON}
        ),
        "number too large": Failure("GET", f"{LISTINGS}?page={HUGE}", 400),
        "an id too large": Failure("GET", f"{LISTINGS}/{HUGE}", 404),
        "missing body": Failure("POST", f"{ORDERS}/5978", 400),
        "missing body, a bare string": Failure("POST", f"{LISTINGS}/4567", 400),
    },
)
