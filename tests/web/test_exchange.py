"""Exchanges: one request is one turn, a refusal leaves no trace, and our bugs are never hidden."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core.simulator import Call
from stocktake.core.world import World
from stocktake.vendors.wherefour import SIMULATOR as WHEREFOUR
from stocktake.web.context import ReplyError
from stocktake.web.sandbox import Sandbox

from tests.support import Listening

CUSTOMERS = "/wherefour/api/v1/customers"


def wherefour_auth(env: dict[str, str]) -> tuple[str, str]:
    return env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"]


def test_an_exchange_is_one_turn_with_its_journal_row(sandbox: Sandbox) -> None:
    auth = wherefour_auth(sandbox.env)
    answer = sandbox.request("POST", CUSTOMERS, json={"display_name": "Ada"}, auth=auth)
    assert answer.status == 200
    (row,) = sandbox.request("GET", "/_sim/journal").json()["entries"]
    assert (row["kind"], row["operation"], row["status"]) == ("exchange", "create_customer", 200)
    assert row["request_body"] == '{"display_name": "Ada"}'
    assert row["reply_body"] == answer.text
    assert row["delivered"] is True
    assert row["seq"] == 1


def tables(world: World) -> dict[str, list[dict[str, object]]]:
    names = world.all(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT IN ('journal', 'journal_state', 'world')"
    )
    return {row["name"]: world.all(f"SELECT * FROM {row['name']}") for row in names}


@pytest.mark.parametrize(
    ("method", "target", "json", "status"),
    [
        ("POST", CUSTOMERS, {}, 422),
        ("POST", CUSTOMERS, {"display_name": [5]}, 422),
        ("POST", f"{CUSTOMERS}/999999/orders", {"order_number": "X"}, (404, 422)),
        ("GET", f"{CUSTOMERS}/999999", None, 404),
        ("GET", "/wherefour/api/v1/nothing", None, 404),
        ("DELETE", CUSTOMERS, None, 404),
    ],
)
def test_a_refused_operation_leaves_no_trace_in_any_table(
    sandbox: Sandbox, method: str, target: str, json: object, status: int | tuple[int, ...]
) -> None:
    auth = wherefour_auth(sandbox.env)
    before = tables(sandbox.world())
    answer = sandbox.request(method, target, json=json, auth=auth)
    assert answer.status in (status if isinstance(status, tuple) else (status,))
    assert tables(sandbox.world()) == before


def with_handler(operation: str, handler: Callable[..., Any]) -> Sandbox:
    """A sandbox whose Wherefour has one handler exchanged, to see what a bug does."""
    (api,) = WHEREFOUR.apis
    handlers = tuple(handler if h.__name__ == operation else h for h in api.handlers)
    broken = replace(WHEREFOUR, apis=(replace(api, handlers=handlers),))
    return Sandbox([broken if each is WHEREFOUR else each for each in SIMULATORS])


def get_customer(world: World, call: Call, **_: object) -> object:
    world.note("wherefour", "stock", sku="X", delta=1)
    raise ZeroDivisionError("ours")


def test_a_bug_in_a_handler_is_raised_in_the_test_that_met_it_and_leaves_no_trace() -> None:
    sandbox = with_handler("get_customer", get_customer)
    auth = wherefour_auth(sandbox.env)
    with pytest.raises(ZeroDivisionError, match="ours"):
        sandbox.request("GET", f"{CUSTOMERS}/1", auth=auth)
    assert sandbox.world().all("SELECT * FROM ledger") == []
    (row,) = sandbox.request("GET", "/_sim/journal").json()["entries"]
    assert row["status"] == 500
    assert row["note"] == {"bug": "ZeroDivisionError: ours"}


def test_a_bug_met_over_a_socket_is_a_500_in_the_vendors_envelope_and_fails_the_sandbox() -> None:
    sandbox = with_handler("get_customer", get_customer)
    with pytest.raises(ZeroDivisionError), sandbox.listening() as url:
        answer = httpx.get(f"{url}{CUSTOMERS}/1", auth=wherefour_auth(sandbox.env))
        assert answer.status_code == 500
        assert answer.json()["code"] == 500


def test_a_reply_that_its_document_does_not_allow_is_a_bug() -> None:
    def get_customer(world: World, call: Call, **_: object) -> object:
        return {"id": "not a number"}

    sandbox = with_handler("get_customer", get_customer)
    with pytest.raises(ReplyError, match="get_customer answered 200"):
        sandbox.request("GET", f"{CUSTOMERS}/1", auth=wherefour_auth(sandbox.env))


def test_eighty_concurrent_clients_all_get_answers(listening: Listening) -> None:
    env = listening.env
    key = {"X-API-KEY": env["RETAILCRM_API_KEY"]}

    async def client(http: httpx.AsyncClient, number: int) -> list[int]:
        base = env["WHEREFOUR_BASE_URL"]
        made = await http.post(
            f"{base}/customers", json={"display_name": f"C{number}"}, auth=wherefour_auth(env)
        )
        read = await http.get(f"{env['RETAILCRM_BASE_URL']}/api/v5/store/inventories", headers=key)
        return [made.status_code, read.status_code]

    async def everybody() -> list[list[int]]:
        limits = httpx.Limits(max_connections=80)
        async with httpx.AsyncClient(limits=limits, timeout=60) as http:
            return await asyncio.gather(*(client(http, number) for number in range(80)))

    assert asyncio.run(everybody()) == [[200, 200]] * 80
    image = httpx.get(f"{listening.url}/_sim/database").content
    db = sqlite3.connect(":memory:")
    db.deserialize(image)
    rows = db.execute("SELECT seq FROM journal WHERE kind = 'exchange' ORDER BY seq").fetchall()
    assert [seq for (seq,) in rows] == list(range(1, 161))
    db.close()


def test_worlds_under_a_prefix_are_apart(sandbox: Sandbox) -> None:
    auth = wherefour_auth(sandbox.env)
    sandbox.fork("w1")
    sandbox.request("POST", f"/w/w1{CUSTOMERS}", json={"display_name": "Only here"}, auth=auth)
    search = f"{CUSTOMERS}/search?display_name=Only+here"
    assert len(sandbox.request("GET", f"/w/w1{search}", auth=auth).json()) == 1
    assert sandbox.request("GET", search, auth=auth).json() == []
    assert sandbox.request("GET", f"/w/w2{search}", auth=auth).status == 404
    assert "did you mean 'w1'" in sandbox.request("GET", f"/w/w2{search}", auth=auth).text


def test_the_reply_carries_the_worlds_date(sandbox: Sandbox) -> None:
    sandbox.request("PUT", "/_sim/clock", json={"now": "2020-09-12T18:25:00Z"})
    answer = sandbox.request("GET", CUSTOMERS + "/1", auth=wherefour_auth(sandbox.env))
    assert answer.headers["date"] == "Sat, 12 Sep 2020 18:25:00 GMT"
