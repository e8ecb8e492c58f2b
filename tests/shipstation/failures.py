"""How ShipStation meets each kind of failure; docs/reference/channels.md §4.1, §4.5."""

from stocktake.web.sandbox import Response

from tests.failures import HUGE, JSON, Environment, Failure, Failures, Given
from tests.shipstation.conftest import order

ROOT = "/shipstation"
CREATE = f"{ROOT}/orders/createorder"


def right(env: Environment) -> Given:
    """Return the account's key and secret."""
    return {"auth": (env["SHIPSTATION_API_KEY"], env["SHIPSTATION_API_SECRET"])}


def wrong(env: Environment) -> Given:
    """Return the key with a secret of nobody."""
    return {"auth": (env["SHIPSTATION_API_KEY"], "nobody")}


def in_envelope(answer: Response) -> bool:
    """Say whether an answer is one of the vendor's bodies: a message, in some case of its M."""
    body = answer.json()
    if answer.status == 400:
        return body.keys() == {"Message", "ModelState"} and all(body["ModelState"].values())
    return (body.get("message") or body.get("Message") or "") != ""


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", f"{ROOT}/nothing", 404),
        "wrong method": Failure("GET", f"{ROOT}/stores/refreshstore", 405, allow="POST"),
        "no credentials": Failure("GET", f"{ROOT}/orders", 401, "none"),
        "wrong credentials": Failure("GET", f"{ROOT}/orders", 401, "wrong"),
        "bad type": Failure("POST", CREATE, 400, request={"json": order(items="none")}),
        "bad type in a query": Failure("GET", f"{ROOT}/orders?page=two", 400),
        "unknown id": Failure("GET", f"{ROOT}/orders/999999", 404),
        "an id that is none": Failure("GET", f"{ROOT}/orders/abc", 404),
        "not UTF-8": Failure(
            "POST", CREATE, 400, request={"data": b'{"orderNumber": "\xff"}', "headers": JSON}
        ),
        "number too large": Failure("GET", f"{ROOT}/orders/{HUGE}", 404),
        "number too large in a body": Failure(
            "POST", CREATE, 400, request={"json": order(amountPaid=int(HUGE))}
        ),
        "missing body": Failure("POST", CREATE, 400),
    },
)
