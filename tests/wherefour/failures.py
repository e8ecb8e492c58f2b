"""How Wherefour meets each kind of failure; docs/reference/wherefour.md §2."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, Environment, Failure, Failures, Given, usual_kinds

ROOT = "/wherefour/api/v1"


def right(env: Environment) -> Given:
    """Return the credentials of the seeded user."""
    return {"auth": (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])}


def wrong(env: Environment) -> Given:
    """Return credentials of nobody."""
    return {"auth": ("nobody", "knows")}


def in_envelope(answer: Response) -> bool:
    """Say whether an error has its message and its code."""
    body = answer.json()
    return isinstance(body["message"], str) and body["code"] == answer.status


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        **usual_kinds(ROOT, "customers"),
        "wrong method": Failure("DELETE", f"{ROOT}/customers/1", 404),
        "bad type": Failure(
            "POST", f"{ROOT}/customers", 422, request={"json": {"display_name": [1]}}
        ),
        "unknown id": Failure("GET", f"{ROOT}/customers/999999", 404),
        "an id that is none": Failure("GET", f"{ROOT}/customers/abc", 404),
        "number too large": Failure("GET", f"{ROOT}/customers/{HUGE}", 404),
        "number too large in a body": Failure(
            "POST", f"{ROOT}/customers", 422,
            request={"json": {"display_name": "A", "salesperson_id": int(HUGE)}},
        ),
    },
)  # fmt: skip
