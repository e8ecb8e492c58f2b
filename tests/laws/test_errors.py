"""Nine kinds of failure, one envelope for each vendor: nothing that is sent ends in a 500."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Answer, Sandbox

WHEREFOUR, CRM = "/wherefour/api/v1", "/retailcrm/api"
WHOLECELL, WHIPLASH = "/wholecell/api/v1", "/whiplash/api"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HUGE = "9" * 30


@dataclass(frozen=True)
class Failure:
    """A request that must be refused: who gets it, with whose credentials, and the status."""

    who: str
    method: str
    target: str
    status: int
    credentials: str = "right"
    request: dict[str, Any] = field(default_factory=dict)


UPLOAD = f"{CRM}/v5/store/inventories/upload"
OFFERS = '[{"id": %s, "stores": [{"code": "wherefour", "available": 1}]}]'

FAILURES = {
    "wherefour: no route": Failure("wherefour", "GET", f"{WHEREFOUR}/nothing", 404),
    "wherefour: wrong method": Failure("wherefour", "DELETE", f"{WHEREFOUR}/customers/1", 404),
    "wherefour: no credentials": Failure("wherefour", "GET", f"{WHEREFOUR}/inventory", 401, "none"),
    "wherefour: wrong credentials": Failure(
        "wherefour", "GET", f"{WHEREFOUR}/inventory", 401, "wrong"
    ),
    "wherefour: bad type": Failure(
        "wherefour", "POST", f"{WHEREFOUR}/customers", 422, request={"json": {"display_name": [1]}}
    ),
    "wherefour: unknown id": Failure("wherefour", "GET", f"{WHEREFOUR}/customers/999999", 404),
    "wherefour: an id that is none": Failure("wherefour", "GET", f"{WHEREFOUR}/customers/abc", 404),
    "wherefour: not UTF-8": Failure(
        "wherefour", "POST", f"{WHEREFOUR}/customers", 400,
        request={"data": b'{"display_name": "\xff"}', "headers": JSON},
    ),
    "wherefour: number too large": Failure(
        "wherefour", "GET", f"{WHEREFOUR}/customers/{HUGE}", 404
    ),
    "wherefour: number too large in a body": Failure(
        "wherefour", "POST", f"{WHEREFOUR}/customers", 422,
        request={"json": {"display_name": "A", "salesperson_id": int(HUGE)}},
    ),
    "wherefour: missing body": Failure("wherefour", "POST", f"{WHEREFOUR}/customers", 422),
    "retailcrm: no route": Failure("retailcrm", "GET", f"{CRM}/v5/nothing", 404),
    "retailcrm: wrong method": Failure("retailcrm", "DELETE", f"{CRM}/v5/store/products", 405),
    "retailcrm: no credentials": Failure("retailcrm", "GET", f"{CRM}/credentials", 400, "none"),
    "retailcrm: wrong credentials": Failure("retailcrm", "GET", f"{CRM}/credentials", 403, "wrong"),
    "retailcrm: bad type": Failure(
        "retailcrm", "GET", f"{CRM}/v5/store/inventories?filter[details]=3", 400
    ),
    "retailcrm: unknown id": Failure(
        "retailcrm", "GET", f"{CRM}/v5/orders/999999?by=id&site=shop-us", 404
    ),
    "retailcrm: not UTF-8": Failure(
        "retailcrm", "POST", UPLOAD, 400, request={"data": b"offers=\xff", "headers": FORM}
    ),
    "retailcrm: number too large": Failure(
        "retailcrm", "GET", f"{CRM}/v5/store/inventories?page={HUGE}", 400
    ),
    "retailcrm: number too large in a body": Failure(
        "retailcrm", "POST", UPLOAD, 400, request={"form": {"offers": OFFERS % HUGE}}
    ),
    "retailcrm: missing body": Failure("retailcrm", "POST", UPLOAD, 400),
    "wholecell: no route": Failure("wholecell", "GET", f"{WHOLECELL}/nothing", 404),
    "wholecell: wrong method": Failure("wholecell", "DELETE", f"{WHOLECELL}/inventories", 405),
    "wholecell: no credentials": Failure(
        "wholecell", "GET", f"{WHOLECELL}/inventories", 401, "none"
    ),
    "wholecell: wrong credentials": Failure(
        "wholecell", "GET", f"{WHOLECELL}/inventories", 401, "wrong"
    ),
    "wholecell: bad type": Failure(
        "wholecell", "POST", f"{WHOLECELL}/inventories", 422,
        request={"json": {"purchase_order_id": "one"}},
    ),
    "wholecell: unknown id": Failure("wholecell", "GET", f"{WHOLECELL}/inventories/999999", 404),
    "wholecell: an id that is none": Failure(
        "wholecell", "GET", f"{WHOLECELL}/inventories/C9FV", 404
    ),
    "wholecell: not UTF-8": Failure(
        "wholecell", "POST", f"{WHOLECELL}/inventories", 400,
        request={"data": b'{"esn": "\xff"}', "headers": JSON},
    ),
    "wholecell: number too large": Failure(
        "wholecell", "GET", f"{WHOLECELL}/inventories/{HUGE}", 404
    ),
    "wholecell: number too large in a body": Failure(
        "wholecell", "POST", f"{WHOLECELL}/inventories", 422,
        request={"json": {"purchase_order_id": int(HUGE)}},
    ),
    "wholecell: missing body": Failure("wholecell", "POST", f"{WHOLECELL}/inventories", 422),
    "whiplash: no route": Failure("whiplash", "GET", f"{WHIPLASH}/nothing", 404),
    "whiplash: wrong method": Failure("whiplash", "PATCH", f"{WHIPLASH}/items/1234", 404),
    "whiplash: no credentials": Failure("whiplash", "GET", f"{WHIPLASH}/items", 401, "none"),
    "whiplash: wrong credentials": Failure("whiplash", "GET", f"{WHIPLASH}/items", 401, "wrong"),
    "whiplash: bad type": Failure(
        "whiplash", "POST", f"{WHIPLASH}/items", 422, request={"json": {"price": "dear"}}
    ),
    "whiplash: unknown id": Failure("whiplash", "GET", f"{WHIPLASH}/items/999999", 422),
    "whiplash: an id that is none": Failure("whiplash", "GET", f"{WHIPLASH}/items/abc", 422),
    "whiplash: not UTF-8": Failure(
        "whiplash", "POST", f"{WHIPLASH}/items", 400,
        request={"data": b'{"title": "\xff"}', "headers": JSON},
    ),
    "whiplash: number too large": Failure("whiplash", "GET", f"{WHIPLASH}/items/{HUGE}", 422),
    "whiplash: number too large in a body": Failure(
        "whiplash", "POST", f"{WHIPLASH}/items", 422, request={"json": {"price": int(HUGE)}}
    ),
    "whiplash: missing body": Failure("whiplash", "POST", f"{WHIPLASH}/items", 422),
    "control: no route": Failure("control", "GET", "/_sim/nothing", 404),
    "control: wrong method": Failure("control", "PATCH", "/_sim/clock", 405),
    "control: no credentials": Failure("control", "GET", "/_sim/clock", 401, "none"),
    "control: wrong credentials": Failure("control", "GET", "/_sim/clock", 401, "wrong"),
    "control: bad type": Failure(
        "control", "POST", "/_sim/clock/advance", 400, request={"json": {"by": 5}}
    ),
    "control: unknown id": Failure("control", "DELETE", "/_sim/faults/99", 404),
    "control: not UTF-8": Failure(
        "control", "POST", "/_sim/clock/advance", 400,
        request={"data": b'{"by": "\xff"}', "headers": JSON},
    ),
    "control: number too large": Failure("control", "GET", f"/_sim/journal?after={HUGE}", 400),
    "control: missing body": Failure("control", "POST", "/_sim/clock/advance", 400),
}  # fmt: skip

KINDS = (
    "no route", "wrong method", "no credentials", "wrong credentials", "bad type", "unknown id",
    "not UTF-8", "number too large", "missing body",
)  # fmt: skip


@pytest.fixture
def guarded() -> Sandbox:
    """A sandbox whose control plane wants a token, so that it too has credentials to refuse."""
    return Sandbox(SIMULATORS, token="open sesame")


def send(sandbox: Sandbox, failure: Failure) -> Answer:
    env = sandbox.env("")
    right = {
        "wherefour": {"auth": (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])},
        "retailcrm": {"headers": {"X-API-KEY": env["RETAILCRM_API_KEY"]}},
        "wholecell": {"auth": (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])},
        "whiplash": {"headers": {"X-API-KEY": env["WHIPLASH_API_KEY"]}},
        "control": {"headers": {"Authorization": "Bearer open sesame"}},
    }
    wrong = {
        "wherefour": {"auth": ("nobody", "knows")},
        "retailcrm": {"headers": {"X-API-KEY": "nobody"}},
        "wholecell": {"auth": (env["WHOLECELL_APP_ID"], "knows")},
        "whiplash": {"headers": {"X-API-KEY": "nobody"}},
        "control": {"headers": {"Authorization": "Bearer nobody"}},
    }
    credentials: dict[str, Any] = {"right": right, "wrong": wrong, "none": {}}[failure.credentials]
    given = dict(credentials.get(failure.who, {}))
    request = dict(failure.request)
    headers = {**given.pop("headers", {}), **request.pop("headers", {})}
    return sandbox.request(failure.method, failure.target, headers=headers, **given, **request)


def in_its_envelope(who: str, answer: Answer) -> bool:
    body = answer.json()
    if who == "wherefour":
        return isinstance(body["message"], str) and body["code"] == answer.status
    if who == "wholecell":
        ((key, said),) = body.items()
        return key == ("errors" if answer.status == 422 else "error") and bool(said)
    if who == "whiplash":
        told = body.keys() == ({"error", "errors"} if answer.status == 422 else {"error"})
        return told and all(body.values())
    if who == "retailcrm":
        return body["success"] is False and bool(body["errorMsg"])
    return body["error"]["status"] == answer.status and bool(body["error"]["message"])


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_answered_in_the_vendors_one_envelope(guarded: Sandbox, name: str) -> None:
    failure = FAILURES[name]
    answer = send(guarded, failure)
    assert answer.status == failure.status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    assert in_its_envelope(failure.who, answer), answer.text


@pytest.mark.parametrize("who", ["wherefour", "retailcrm", "wholecell", "whiplash", "control"])
def test_every_kind_of_failure_is_tried_on_everybody(who: str) -> None:
    for kind in KINDS:
        assert f"{who}: {kind}" in FAILURES


def test_a_wrong_method_names_the_right_ones_where_the_vendor_says_405(guarded: Sandbox) -> None:
    assert send(guarded, FAILURES["retailcrm: wrong method"]).headers["allow"] == "GET"
    assert send(guarded, FAILURES["wholecell: wrong method"]).headers["allow"] == "GET, POST"
    assert send(guarded, FAILURES["control: wrong method"]).headers["allow"] == "GET, PUT"
