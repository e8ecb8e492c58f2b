"""How Swappa, as we model it, meets each kind of failure; docs/reference/channels.md §3."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, JSON, Environment, Failure, Failures, Given

LISTINGS, ORDERS = "/swappa/api/v1/listings", "/swappa/api/v1/orders"
ONE = f"{LISTINGS}/L1"


def right(env: Environment) -> Given:
    """Return the account's token."""
    return {"headers": {"Authorization": f"Bearer {env['SWAPPA_TOKEN']}"}}


def wrong(env: Environment) -> Given:
    """Return a token of nobody."""
    return {"headers": {"Authorization": "Bearer nobody"}}


def in_envelope(answer: Response) -> bool:
    """Say whether there is one error with its code and a message, and nothing beside it."""
    body = answer.json()
    return list(body) == ["error"] and {"code", "message"} <= set(body["error"])


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", "/swappa/api/v1/nothing", 404),
        "wrong method": Failure("DELETE", ORDERS, 405, allow="GET"),
        "no credentials": Failure("GET", ORDERS, 401, "none"),
        "wrong credentials": Failure("GET", ORDERS, 401, "wrong"),
        "bad type": Failure("PATCH", ONE, 422, request={"json": {"quantity": "many"}}),
        "unknown id": Failure("GET", f"{ORDERS}/SO999", 404),
        "not UTF-8": Failure(
            "PATCH", ONE, 400, request={"data": b'{"a": "\xff"}', "headers": JSON}
        ),
        "number too large": Failure("PATCH", ONE, 422, request={"json": {"quantity": int(HUGE)}}),
        "an id too large": Failure("GET", f"{ORDERS}/SO{HUGE}", 404),
        "missing body": Failure("PATCH", ONE, 422),
    },
)
