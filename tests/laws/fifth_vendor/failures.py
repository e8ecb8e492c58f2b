"""How Binhouse meets each kind of failure."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, JSON, Environment, Failure, Failures, Given

BIN = "/binhouse/v1/bins/1"
COUNT = {"json": {"count": 3}}


def right(env: Environment) -> Given:
    """Return the one key."""
    return {"headers": {"X-Bin-Key": env["BINHOUSE_KEY"]}}


def wrong(env: Environment) -> Given:
    """Return another key."""
    return {"headers": {"X-Bin-Key": "crowbar"}}


def in_envelope(answer: Response) -> bool:
    """Say whether a refusal has its problem and nothing else."""
    return list(answer.json()) == ["problem"]


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", "/binhouse/v1/nothing", 404),
        "wrong method": Failure("DELETE", BIN, 405, allow="PUT"),
        "no credentials": Failure("PUT", BIN, 401, "none", request=COUNT),
        "wrong credentials": Failure("PUT", BIN, 401, "wrong", request=COUNT),
        "bad type": Failure("PUT", BIN, 400, request={"json": {"count": "many"}}),
        "unknown id": Failure("PUT", "/binhouse/v1/bins/99", 404, request=COUNT),
        "not UTF-8": Failure("PUT", BIN, 400, request={"data": b'{"\xff": 1}', "headers": JSON}),
        "number too large": Failure("PUT", f"/binhouse/v1/bins/{HUGE}", 400, request=COUNT),
        "missing body": Failure("PUT", BIN, 400),
    },
)
