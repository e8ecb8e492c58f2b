"""The methods of the control plane, held alike by a Sandbox and by what connects to a server."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from stocktake import Refusal, Sandbox, connect
from stocktake.core.errors import Conflict, Invalid, NotFound, Unauthorized, Unprocessable

from tests.support import serving

CUSTOMERS = "/wherefour/api/v1/customers"
START = "2026-01-05T09:00:00.000Z"
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "control.md").read_text()


@pytest.fixture(params=["in the process", "listening", "connected", "a world of its own"])
def world(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A Sandbox in the process or on a socket, or what connects to one."""
    with Sandbox() as sandbox:
        if request.param == "in the process":
            yield sandbox
            return
        with sandbox.listening() as url:
            if request.param == "a world of its own":
                sandbox.fork("w0")
                url += "/w/w0/"
            yield sandbox if request.param == "listening" else connect(url)


def read_customer(world: Any, number: int = 1) -> None:
    """Send a request to the world as a client does."""
    env = world.env
    auth = (env["WHEREFOUR_USERNAME"], env["WHEREFOUR_PASSWORD"])
    path = f"{env['WHEREFOUR_BASE_URL']}/customers/{number}"
    if world.url:
        httpx.get(path, auth=auth)
    else:
        world.request("GET", path, auth=auth)


def test_env_is_what_clients_of_this_world_want(world: Any) -> None:
    assert world.env["STOCKTAKE_URL"] == world.url
    assert world.env["WHEREFOUR_BASE_URL"] == f"{world.url}/wherefour/api/v1"
    assert world.get_env() == world.env


def test_setenv_sets_them_for_a_test(world: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        world.setenv(patch)
        assert world.env.items() <= os.environ.items()
    assert not world.env.items() <= os.environ.items()


def test_fault_returns_an_id_and_is_among_the_faults_until_it_is_cleared(world: Any) -> None:
    planted = world.fault("wherefour", "create_order", "status", nth=2, times=3, status=503)
    (row,) = world.faults()
    assert (row["id"], row["nth"], row["times"]) == (planted, 2, 3)
    assert world.clear_fault(planted) == {"cleared": 1}
    world.fault("wherefour", "*", "lost_reply")
    assert world.clear_faults() == {"cleared": 1}
    assert world.get_faults() == {"faults": []}


def test_event_returns_its_result_and_trigger_event_the_turn_too(world: Any) -> None:
    goods = {"sku": "CHOC-70-100", "count": 5, "location": "MAIN"}
    result = world.event("wherefour", "receive_stock", **goods)
    again = world.trigger_event("wherefour", "receive_stock", **goods)
    assert set(again) == {"turn", "result", "callbacks"}
    assert type(again["result"]) is type(result)
    assert [line["sku"] for line in world.ledger()] == ["CHOC-70-100"] * 2
    assert world.ledger() == world.get_ledger()["entries"]


def test_the_clock_is_read_set_and_moved_on(world: Any) -> None:
    assert world.clock()["now"] == START
    assert world.advance("2h")["now"] == "2026-01-05T11:00:00.000Z"
    assert world.set_clock(tick_ms=5)["tick_ms"] == 5
    assert world.set_clock(now=START)["now"] == START
    assert world.get_clock() == world.clock()


def test_the_journal_has_exchanges_unless_all_kinds_are_asked_for(world: Any) -> None:
    world.advance("1s")
    read_customer(world)
    read_customer(world, 999_999)
    assert [row["status"] for row in world.journal()] == [200, 404]
    assert [row["kind"] for row in world.journal(kind=None)] == ["clock", "exchange", "exchange"]
    assert [row["status"] for row in world.journal(status=404, simulator="wherefour")] == [404]
    assert world.journal(operation="create_order") == []
    first = world.journal()[0]["seq"]
    assert [row["status"] for row in world.journal(after=first)] == [404]
    assert world.get_journal(format="ndjson").count("\n") == 3
    world.clear_journal()
    assert world.journal(kind=None) == []


def test_the_journal_is_read_page_after_page(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stocktake.client.control._PORTION", 2)
    for _ in range(5):
        read_customer(world)
    assert [row["seq"] for row in world.journal()] == [1, 2, 3, 4, 5]


def test_wait_for_returns_rows_or_says_what_is_missing(world: Any) -> None:
    read_customer(world)
    (row,) = world.wait_for(kind="exchange", operation="get_customer")
    assert row["status"] == 200
    assert world.wait_for_journal(match={"status": 200})["matched"]
    with pytest.raises(TimeoutError, match=r"1 of 2 .*operation get_customer.* within 10ms"):
        world.wait_for(operation="get_customer", count=2, timeout="10ms")


def test_sql_gives_a_dict_for_each_row(world: Any) -> None:
    asked = "SELECT count(*) AS n, ? AS word FROM wherefour_customer"
    (row,) = world.sql(asked, ["x"])
    assert row["n"] > 0
    assert row["word"] == "x"
    assert world.run_sql(asked, ("x",)) == {"columns": ["n", "word"], "rows": [[row["n"], "x"]]}


def test_quirks_are_read_and_set(world: Any) -> None:
    assert world.quirk("wherefour.page_size", 3) == 3
    assert world.quirks()["wherefour.page_size"] == 3
    assert world.set_quirk("wherefour.page_size", 4) == {"name": "wherefour.page_size", "value": 4}
    assert world.get_quirks()["quirks"] == world.quirks()


def test_a_world_goes_back_to_a_snapshot_to_a_file_or_to_its_beginning(world: Any) -> None:
    world.advance("1h")
    assert world.snapshot("before")["name"] == "before"
    content = world.get_database()
    assert content.startswith(b"SQLite format 3")
    world.advance("1h")
    assert world.restore("before")["now"] == "2026-01-05T10:00:00.000Z"
    world.advance("1h")
    assert world.put_database(content)["now"] == "2026-01-05T10:00:00.000Z"
    assert world.reset()["now"] == START
    assert world.restore_snapshot("before")["now"] == "2026-01-05T10:00:00.000Z"
    assert world.reset_world() == world.clock()
    world.take_snapshot("two")
    world.delete_snapshot("before")
    assert [each["name"] for each in world.get_snapshots()["snapshots"]] == ["two"]


def test_a_fork_has_the_same_methods_and_a_url_of_its_own(world: Any) -> None:
    world.advance("1h")
    twin = world.fork("twin")
    twin.advance("1h")
    assert twin.clock()["now"] > world.clock()["now"] > START
    assert twin.url == re.sub("/w/w0$", "", world.url) + "/w/twin"
    assert twin.env["WHEREFOUR_BASE_URL"] == f"{twin.url}/wherefour/api/v1"
    assert twin.fork("third").clock()["now"] == twin.clock()["now"]
    names = {each["name"] for each in twin.worlds()}
    assert {"default", "twin", "third"} <= names
    twin.delete_world("third")
    assert world.create_world("new", seed=7, now="2026-03-02T09:00:00Z")["path"] == "/w/new"
    assert world.in_world("new").clock()["now"] == "2026-03-02T09:00:00.000Z"
    assert {each["name"] for each in world.get_worlds()["worlds"]} == names - {"third"} | {"new"}


def test_callbacks_are_delivered_and_logged(world: Any) -> None:
    assert world.deliver() == []
    assert world.deliver_callbacks() == {"happened": []}
    assert world.callbacks() == world.get_callbacks()["callbacks"] == []


def test_it_says_what_is_there(world: Any) -> None:
    assert world.get_health()["status"] == "ok"
    assert "lost_reply" in world.get_manifest()["fault_kinds"]
    assert world.advance_clock("1s") == {"now": "2026-01-05T09:00:01.000Z", "happened": []}
    assert world.plant_fault("wherefour", "*", "lost_reply") == {"id": 1}
    assert world.ask("GET", "/health") == world.get_health()


WRONG: dict[str, tuple[type[Refusal], str, Any]] = {
    "a simulator": (
        Unprocessable, "did you mean 'wherefour'", lambda w: w.fault("wherefor", "*", "lost_reply"),
    ),
    "a kind": (Unprocessable, "no fault kind", lambda w: w.fault("wherefour", "*", "lost_replies")),
    "a type": (Invalid, 'by: 5 is not of type "string"', lambda w: w.advance(5)),
    "a span": (Unprocessable, "write 250ms, 90s", lambda w: w.advance("soon")),
    "an argument": (Invalid, "'sed'", lambda w: w.create_world("w9", sed=1)),
    "a name": (Conflict, "already", lambda w: w.fork("default")),
    "a world": (NotFound, "no world 'nowhere'", lambda w: w.in_world("nowhere").clock()),
    "an event": (Unprocessable, "receive_stock", lambda w: w.event("wherefour", "receive_stok")),
    "a quirk": (NotFound, "did you mean", lambda w: w.quirk("wherefour.page_sizes", 3)),
    "a snapshot": (NotFound, "no snapshot", lambda w: w.restore("never")),
    "a question": (Unprocessable, "SQLite says", lambda w: w.sql("SELEC")),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_wrong_use_raises_what_says_what_to_do(world: Any, what: str) -> None:
    kind, said, call = WRONG[what]
    with pytest.raises(kind, match=re.escape(said)):
        call(world)


def test_a_token_is_given_and_a_wrong_one_refused() -> None:
    with Sandbox(token="secret") as sandbox, sandbox.listening() as url:
        assert sandbox.clock() == connect(url, token="secret").clock()
        with pytest.raises(Unauthorized, match="Bearer"):
            connect(url).clock()


def test_a_server_that_is_not_there_or_another_one_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError, match="stocktake serve"):
        connect("http://127.0.0.1:9").clock()
    with pytest.raises(ValueError, match="write http://"):
        connect("127.0.0.1:8700")
    with Sandbox() as sandbox, sandbox.listening() as url:
        with pytest.raises(NotFound, match="no world 'w'"):
            connect(f"{url}/w/w").clock()
        with pytest.raises(Refusal, match="no Stocktake server answers there"):
            connect(f"{url}/wherefour").clock()


def test_wrong_use_of_a_sandbox_says_what_to_do() -> None:
    with Sandbox() as sandbox, sandbox.listening() as url:
        with pytest.raises(RuntimeError, match=f"send requests to {url}"):
            sandbox.request("GET", "/")
        with pytest.raises(RuntimeError, match="ask it in SQL"):
            sandbox.world()
    with pytest.raises(NotFound, match="no world 'w1'"):
        Sandbox([]).world("w1")


def test_a_python_program_of_the_page_runs(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, url):
        for block in re.findall(r"```python\n(.*?)```", PAGE, re.S):
            exec(compile(block.replace("http://127.0.0.1:8700", url), "control.md", "exec"), {})
        assert [fault["nth"] for fault in connect(url).faults()] == [2]
