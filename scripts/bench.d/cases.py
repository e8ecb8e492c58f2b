"""The three requests that are timed, and the world that they meet."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import client
from stocktake import SIMULATORS

_STORE = "/retailcrm/api/v5/store/inventories"
_READY = "ready"  # the snapshot that every sample starts from
_LEFTOVERS = (5, 7)  # in turn, so that every upload changes a number


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of request: its name, what it asks, and the raw requests that are sent in turn."""

    name: str
    asks: str
    path: str
    requests: tuple[bytes, ...]


def cases() -> list[Case]:
    """Return list, get and post."""
    customer = "/wherefour/api/v1/customers/1001"
    keys = _credentials()
    form = {**keys["retailcrm"], "Content-Type": "application/x-www-form-urlencoded"}
    uploads = tuple(
        client.raw("POST", f"{_STORE}/upload", form, _upload([1001], count)) for count in _LEFTOVERS
    )
    return [
        Case(
            "list", "RetailCRM store/inventories?limit=50", _STORE,
            (client.raw("GET", f"{_STORE}?limit=50", keys["retailcrm"]),),
        ),
        Case(
            "get", "Wherefour customers/{id}", customer,
            (client.raw("GET", customer, keys["wherefour"]),),
        ),
        Case("post", "RetailCRM upload of one offer", f"{_STORE}/upload", uploads),
    ]  # fmt: skip


def prepare(port: int) -> None:
    """Give every offer of a new world a leftover, and take the snapshot for each sample."""
    _asked(port, client.raw("POST", "/_sim/reset", {"Content-Length": "0"}))
    key = _credentials()["retailcrm"]
    listed = _asked(port, client.raw("GET", f"{_STORE}?limit=250", key))
    form = {**key, "Content-Type": "application/x-www-form-urlencoded"}
    body = _upload([offer["id"] for offer in listed["offers"]], 12)
    _asked(port, client.raw("POST", f"{_STORE}/upload", form, body))
    name = json.dumps({"name": _READY}).encode()
    _asked(port, client.raw("POST", "/_sim/snapshots", {"Content-Type": "application/json"}, name))


def go_back(port: int) -> None:
    """Restore the snapshot: every sample starts with the same world and an empty journal."""
    _asked(port, client.raw("POST", f"/_sim/snapshots/{_READY}/restore", {"Content-Length": "0"}))


def recorded(port: int, all_cases: list[Case]) -> dict[str, Any]:
    """Return the answers to each case, by path, for the bare app to send."""
    answers = {}
    for case in all_cases:
        answer = client.once(port, case.requests[0])
        answers[case.path] = {
            "status": answer.status, "headers": answer.headers, "body": answer.body.decode(),
        }  # fmt: skip
    return answers


def _asked(port: int, request: bytes) -> Any:
    answer = client.once(port, request)
    if answer.status >= 300:
        raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
    return json.loads(answer.body)


def _upload(ids: list[int], count: int) -> bytes:
    rows = [{"id": i, "stores": [{"code": "wherefour", "available": count}]} for i in ids]
    return urlencode({"offers": json.dumps(rows)}).encode()


def _credentials() -> dict[str, dict[str, str]]:
    named = {simulator.name: simulator.environment("") for simulator in SIMULATORS}
    user = named["wherefour"]
    pair = f"{user['WHEREFOUR_USERNAME']}:{user['WHEREFOUR_PASSWORD']}"
    return {
        "wherefour": {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()},
        "retailcrm": {"X-API-KEY": named["retailcrm"]["RETAILCRM_API_KEY"]},
    }
