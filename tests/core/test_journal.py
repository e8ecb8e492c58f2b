"""The journal: what it keeps, what it drops and reports as dropped, its canonical form."""

import json
from typing import Any

import pytest
from stocktake.core import journal
from stocktake.core.world import World
from stocktake.web.sandbox import Sandbox

LONG = b"x" * 20_000


def write(world: World, **columns: Any) -> int:
    with world.turn():
        return journal.record(world, "event", **columns)


def test_the_oldest_rows_go_when_the_journal_is_full_and_the_answer_says_how_many(
    sandbox: Sandbox,
) -> None:
    journal.keep(sandbox.world(), 3)
    for _ in range(5):
        sandbox.advance("1s")
    answer = sandbox.request("GET", "/_sim/journal").json()
    assert [row["seq"] for row in answer["entries"]] == [3, 4, 5]
    assert (answer["last"], answer["dropped"]) == (5, 2)


def test_by_default_ten_thousand_rows_are_kept_and_64_mib() -> None:
    world = Sandbox([]).world()
    state = world.one("SELECT most_rows, most_bytes FROM journal_state")
    assert state == {"most_rows": 10_000, "most_bytes": 64 * 1024 * 1024}


def test_a_journal_of_too_many_bytes_drops_rows_too() -> None:
    world = Sandbox([]).world()
    world.run("UPDATE journal_state SET most_bytes = 50000")
    world.memory.forget()
    for number in range(6):
        write(world, reply_body=LONG + bytes([number]))
    assert [row["seq"] for row in journal.entries(world)] == [5, 6]
    assert journal.extent(world) == {"last": 6, "dropped": 4}
    assert world.value("SELECT count(*) FROM body") == 2


def test_a_journal_may_be_told_to_keep_all() -> None:
    world = Sandbox([]).world()
    journal.keep(world, 2)
    journal.keep(world, None)
    for _ in range(5):
        write(world)
    assert len(journal.entries(world)) == 5


def test_a_long_body_is_stored_once_and_read_whole() -> None:
    world = Sandbox([]).world()
    for _ in range(3):
        write(world, request_body=LONG, reply_body=LONG)
    assert world.value("SELECT count(*) FROM body") == 1
    assert world.value("SELECT count(*) FROM journal WHERE request_body IS NULL") == 3
    assert all(
        row["request_body"] == row["reply_body"] == LONG.decode() for row in journal.entries(world)
    )


def test_emptying_the_journal_lets_long_bodies_go_and_forgets_what_was_dropped() -> None:
    world = Sandbox([]).world()
    journal.keep(world, 1)
    for _ in range(3):
        write(world, request_body=LONG)
    journal.clear(world)
    assert world.value("SELECT count(*) FROM body") == 0
    state = world.one("SELECT kept_rows, kept_bytes, dropped FROM journal_state")
    assert state == {"kept_rows": 0, "kept_bytes": 0, "dropped": 0}


def test_a_body_that_is_not_text_is_shown_in_base64() -> None:
    world = Sandbox([]).world()
    write(world, request_body=b"\xff\x00")
    assert journal.entries(world)[0]["request_body"] == "base64:/wA="


def test_the_canonical_form_has_neither_our_address_nor_what_differs_between_two_runs() -> None:
    world = Sandbox([]).world()
    write(
        world,
        base_url="http://127.0.0.1:8700/w/w1",
        request_headers={"host": "127.0.0.1:8700", "user-agent": "x", "x-api-key": "k"},
        reply_headers={"Date": "now", "Link": "<http://127.0.0.1:8700/w/w1/next>"},
    )
    (line,) = journal.canonical(world)
    row = json.loads(line)
    assert row["request_headers"] == {"x-api-key": "k"}
    assert row["reply_headers"] == {"Link": "<{base}/next>"}
    assert "base_url" not in row


@pytest.mark.parametrize(
    ("target", "note"),
    [
        ("/wherefour/api/v1/inventories", {"meant": "GET /api/v1/inventory (get_inventory_items)"}),
        ("/wherefour/api/v1/order/5", {"meant": "GET /api/v1/orders/{order_id} (get_order)"}),
        ("/wherefour/api/v1/orders/5?expand=all", {"ignored": ["expand"]}),
        ("/retailcrm/api/versions", {"meant": "GET /api/api-versions (api_versions)"}),
        ("/wherefour/api/v1/zzz", None),
        ("/wherefour/api/v1/orders/5", None),
    ],
)
def test_a_near_miss_names_what_the_client_probably_meant(
    sandbox: Sandbox, target: str, note: object
) -> None:
    sandbox.request("GET", target)
    assert journal.entries(sandbox.world())[-1]["note"] == note


def test_an_unknown_key_of_a_body_is_named_as_ignored(sandbox: Sandbox) -> None:
    body = {"display_name": "Ada", "displayname": "Bob"}
    sandbox.request("POST", "/wherefour/api/v1/customers", json=body)
    assert journal.entries(sandbox.world())[-1]["note"] == {"ignored": ["displayname"]}


def test_wait_for_journal_returns_when_enough_rows_match() -> None:
    import threading

    import httpx
    from stocktake import SIMULATORS

    sandbox = Sandbox(SIMULATORS)
    with sandbox.listening() as url:
        asked = {"match": {"kind": "clock"}, "count": 2, "timeout": "20s"}
        threading.Timer(0.1, lambda: [sandbox.advance("1s"), sandbox.advance("1s")]).start()
        answer = httpx.post(f"{url}/_sim/journal/wait", json=asked, timeout=30).json()
        assert answer["matched"] is True
        assert [row["seq"] for row in answer["entries"]] == [1, 2]
        asked = {"match": {"kind": "event"}, "timeout": "100ms"}
        answer = httpx.post(f"{url}/_sim/journal/wait", json=asked).json()
        assert answer == {"entries": [], "matched": False}


def test_wait_for_journal_in_the_process_looks_once(sandbox: Sandbox) -> None:
    answer = sandbox.request("POST", "/_sim/journal/wait", json={"timeout": "10s"})
    assert answer.json() == {"entries": [], "matched": False}
    assert sandbox.request("POST", "/_sim/journal/wait", json={"timeout": "soon"}).status == 422
