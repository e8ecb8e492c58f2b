"""How the control plane meets each kind of failure; it wants the token that the law gives it."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, JSON, Environment, Failure, Failures, Given

TOKEN = "open sesame"


def right(env: Environment) -> Given:
    """Return the token."""
    return {"headers": {"Authorization": f"Bearer {TOKEN}"}}


def wrong(env: Environment) -> Given:
    """Return another token."""
    return {"headers": {"Authorization": "Bearer nobody"}}


def in_envelope(answer: Response) -> bool:
    """Say whether an error has its status and a message."""
    error = answer.json()["error"]
    return error["status"] == answer.status and bool(error["message"])


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", "/_sim/nothing", 404),
        "wrong method": Failure("PATCH", "/_sim/clock", 405, allow="GET, PUT"),
        "no credentials": Failure("GET", "/_sim/clock", 401, "none"),
        "wrong credentials": Failure("GET", "/_sim/clock", 401, "wrong"),
        "bad type": Failure("POST", "/_sim/clock/advance", 400, request={"json": {"by": 5}}),
        "unknown id": Failure("DELETE", "/_sim/faults/99", 404),
        "not UTF-8": Failure(
            "POST", "/_sim/clock/advance", 400,
            request={"data": b'{"by": "\xff"}', "headers": JSON},
        ),
        "number too large": Failure("GET", f"/_sim/journal?after={HUGE}", 400),
        "missing body": Failure("POST", "/_sim/clock/advance", 400),
    },
)  # fmt: skip
