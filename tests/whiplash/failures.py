"""How Whiplash meets each kind of failure; docs/reference/whiplash.md §1."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, Environment, Failure, Failures, Given, usual_kinds

ROOT = "/whiplash/api"


def right(env: Environment) -> Given:
    """Return the seeded customer's key."""
    return {"headers": {"X-API-KEY": env["WHIPLASH_API_KEY"]}}


def wrong(env: Environment) -> Given:
    """Return a key of nobody."""
    return {"headers": {"X-API-KEY": "nobody"}}


def in_envelope(answer: Response) -> bool:
    """Say whether there is `error`, with a 422 also `errors`, and nothing beside them."""
    body = answer.json()
    told = body.keys() == ({"error", "errors"} if answer.status == 422 else {"error"})
    return told and all(body.values())


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        **usual_kinds(ROOT, "items"),
        "wrong method": Failure("PATCH", f"{ROOT}/items/1234", 404),
        "bad type": Failure("POST", f"{ROOT}/items", 422, request={"json": {"price": "dear"}}),
        "unknown id": Failure("GET", f"{ROOT}/items/999999", 422),
        "an id that is none": Failure("GET", f"{ROOT}/items/abc", 422),
        "number too large": Failure("GET", f"{ROOT}/items/{HUGE}", 422),
        "number too large in a body": Failure(
            "POST", f"{ROOT}/items", 422, request={"json": {"price": int(HUGE)}}
        ),
    },
)
