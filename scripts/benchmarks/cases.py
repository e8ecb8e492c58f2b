"""The requests that are timed, and the world that they meet."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from stocktake.core.registry import ours

from . import client

_STORE = "/retailcrm/api/v5/store/inventories"
_CUSTOMERS = "/wherefour/api/v1/customers"
_READY = "ready"  # the snapshot that every sample starts from
_LEFTOVERS = (5, 7)  # in turn, so that every upload changes a number


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of request: its name, what it asks, and the raw requests that are sent in turn."""

    name: str
    asks: str
    method: str
    path: str
    requests: tuple[bytes, ...]
    status: int = 200

    @property
    def asked(self) -> str:
        """Return method and path, by which the bare app knows its answer."""
        return f"{self.method} {self.path}"


def cases(prefix: str = "") -> list[Case]:
    """Return list, get, post and two refusals; `prefix` names a world that is not the default."""
    keys = _credentials()
    offers, customers = f"{prefix}{_STORE}", f"{prefix}{_CUSTOMERS}"
    form = {**keys["retailcrm"], "Content-Type": "application/x-www-form-urlencoded"}
    as_json = {**keys["wherefour"], "Content-Type": "application/json"}
    uploads = tuple(
        client.raw("POST", f"{offers}/upload", form, _upload([1001], count)) for count in _LEFTOVERS
    )
    known, unknown = f"{customers}/1001", f"{customers}/999999"
    return [
        Case(
            "list", "RetailCRM store/inventories?limit=50", "GET", offers,
            (client.raw("GET", f"{offers}?limit=50", keys["retailcrm"]),),
        ),
        Case(
            "get", "Wherefour customers/{id}", "GET", known,
            (client.raw("GET", known, keys["wherefour"]),),
        ),
        Case("post", "RetailCRM upload of one offer", "POST", f"{offers}/upload", uploads),
        Case(
            "404", "Wherefour customers/{id} of nobody", "GET", unknown,
            (client.raw("GET", unknown, keys["wherefour"]),), 404,
        ),
        Case(
            "422", "Wherefour POST /customers without its name", "POST", customers,
            (client.raw("POST", customers, as_json, b"{}"),), 422,
        ),
    ]  # fmt: skip


def first_request() -> bytes:
    """Return the request by which a server shows that it has started."""
    return cases()[1].requests[0]


def prepare(port: int, prefix: str = "") -> None:
    """Give every offer of a new world a leftover, and take the snapshot for each sample."""
    control(port, "POST", f"{prefix}/_sim/reset")
    key = _credentials()["retailcrm"]
    listed = asked(port, client.raw("GET", f"{prefix}{_STORE}?limit=250", key))
    form = {**key, "Content-Type": "application/x-www-form-urlencoded"}
    body = _upload([offer["id"] for offer in listed["offers"]], 12)
    asked(port, client.raw("POST", f"{prefix}{_STORE}/upload", form, body))
    control(port, "POST", f"{prefix}/_sim/snapshots", {"name": _READY})


def go_back(port: int, prefix: str = "") -> None:
    """Restore the snapshot: a sample starts with the same world and an empty journal."""
    control(port, "POST", f"{prefix}/_sim/snapshots/{_READY}/restore")


def world_file(port: int) -> bytes:
    """Return the world as an SQLite file."""
    answer = client.once(port, client.raw("GET", "/_sim/database", {}))
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
    return answer.body


def recorded(port: int, all_cases: list[Case]) -> dict[str, Any]:
    """Return the answers to each case, by method and path, for the bare app to send."""
    answers = {}
    for case in all_cases:
        answer = client.once(port, case.requests[0])
        if answer.status != case.status:
            raise RuntimeError(f"{case.name}: {answer.status}: {answer.body[:300]!r}")
        answers[case.asked] = {
            "status": answer.status, "headers": answer.headers, "body": answer.body.decode(),
        }  # fmt: skip
    return answers


def control(port: int, method: str, path: str, given: Any = None) -> Any:
    """Ask the control plane; return its answer, RuntimeError for a refusal."""
    body = b"" if given is None else json.dumps(given).encode()
    headers = {"Content-Type": "application/json"} if body else {"Content-Length": "0"}
    return asked(port, client.raw(method, path, headers, body))


def asked(port: int, request: bytes) -> Any:
    """Send a request; return the JSON of its answer, None if it is empty."""
    answer = client.once(port, request)
    if answer.status >= 300:
        raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
    return json.loads(answer.body) if answer.body else None


def _upload(ids: list[int], count: int) -> bytes:
    rows = [{"id": i, "stores": [{"code": "wherefour", "available": count}]} for i in ids]
    return urlencode({"offers": json.dumps(rows)}).encode()


def _credentials() -> dict[str, dict[str, str]]:
    named = {simulator.name: simulator.environment("") for simulator in ours()}
    user = named["wherefour"]
    pair = f"{user['WHEREFOUR_USERNAME']}:{user['WHEREFOUR_PASSWORD']}"
    return {
        "wherefour": {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()},
        "retailcrm": {"X-API-KEY": named["retailcrm"]["RETAILCRM_API_KEY"]},
    }
