"""How WholeCell meets each kind of failure; docs/reference/wholecell.md §1."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, Environment, Failure, Failures, Given, usual_kinds

ROOT = "/wholecell/api/v1"


def right(env: Environment) -> Given:
    """Return the credentials of the seeded App."""
    return {"auth": (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])}


def wrong(env: Environment) -> Given:
    """Return the seeded App with another secret."""
    return {"auth": (env["WHOLECELL_APP_ID"], "knows")}


def in_envelope(answer: Response) -> bool:
    """Say whether there is `errors` of a 422, else `error`, and nothing beside it."""
    ((key, said),) = answer.json().items()
    return key == ("errors" if answer.status == 422 else "error") and bool(said)


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        **usual_kinds(ROOT, "inventories"),
        "wrong method": Failure("DELETE", f"{ROOT}/inventories", 405, allow="GET, POST"),
        "bad type": Failure(
            "POST", f"{ROOT}/inventories", 422, request={"json": {"purchase_order_id": "one"}}
        ),
        "unknown id": Failure("GET", f"{ROOT}/inventories/999999", 404),
        "an id that is none": Failure("GET", f"{ROOT}/inventories/C9FV", 404),
        "number too large": Failure("GET", f"{ROOT}/inventories/{HUGE}", 404),
        "number too large in a body": Failure(
            "POST", f"{ROOT}/inventories", 422, request={"json": {"purchase_order_id": int(HUGE)}}
        ),
    },
)
