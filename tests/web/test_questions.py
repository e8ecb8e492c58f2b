"""Questions in SQL are bounded in bytes, rows and time, and change nothing."""

import json
import threading
import time
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.web.control import questions
from stocktake.web.sandbox import Sandbox

from tests.sockets import wait_until
from tests.support import Listening

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
FOREVER = ENDLESS + "SELECT count(*) FROM n"
# One call of one function, which nothing interrupts.
STUBBORN = (
    "SELECT length(trim(replace(hex(zeroblob(500000)), '0', 'a'),"
    " replace(hex(zeroblob({})), '0', 'b') || 'a'))"
)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every question half a second."""
    monkeypatch.setattr(questions, "DEADLINE_S", 0.5)


def ask(url: str, sql: str) -> httpx.Response:
    return httpx.post(f"{url}/_sim/sql", json={"sql": sql}, timeout=60)


def refusal(answer: httpx.Response) -> str:
    """Return the one sentence of a refusal."""
    assert answer.status_code == 422, answer.text[:500]
    message: str = answer.json()["error"]["message"]
    assert "\n" not in message
    return message


@pytest.mark.usefixtures("hasty")
def test_a_question_without_end_is_422_and_others_are_answered_meanwhile(
    listening: Listening,
) -> None:
    answers: list[httpx.Response] = []
    asking = threading.Thread(target=lambda: answers.append(ask(listening.url, FOREVER)))
    asking.start()
    begun, seen = time.monotonic(), 0
    while asking.is_alive():
        assert httpx.get(f"{listening.url}/_sim/health").status_code == 200
        assert httpx.get(f"{listening.url}/wherefour/api/v1/inventory").status_code == 401
        seen += 1
    assert seen > 3
    assert time.monotonic() - begun < 5
    assert "takes longer than 0.5 s" in refusal(answers[0])


@pytest.mark.usefixtures("hasty")
def test_a_question_without_end_ends_in_the_process_of_a_test_too(sandbox: Sandbox) -> None:
    answer = sandbox.request("POST", "/_sim/sql", json={"sql": FOREVER})
    assert answer.status == 422
    assert "takes longer" in answer.json()["error"]["message"]


def test_an_answer_has_at_most_so_many_rows_and_bytes(listening: Listening) -> None:
    row = f"{ENDLESS}SELECT i FROM n LIMIT "
    exactly = ask(listening.url, f"{row}{questions.MOST_ROWS}")
    assert len(exactly.json()["rows"]) == questions.MOST_ROWS
    assert "100,000 rows" in refusal(ask(listening.url, f"{row}{questions.MOST_ROWS + 1}"))
    large = f"{ENDLESS}SELECT hex(zeroblob(400000)) FROM n LIMIT 100"
    assert "16,777,216 bytes" in refusal(ask(listening.url, large))
    wide = "SELECT " + ", ".join(["zeroblob(1000000)"] * 100)
    assert "bytes" in refusal(ask(listening.url, wide))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT zeroblob(2000000000)", "1,048,576 bytes"),
        ("SELECT replace(hex(zeroblob(500000)), '0', hex(zeroblob(500000)))", "1,048,576 bytes"),
        ("SELECT " + ", ".join(["1"] * 2000), "columns"),
        ("ATTACH '/tmp/x.db' AS x", "only reads"),
        ("PRAGMA writable_schema = ON", "only reads"),
        ("PRAGMA query_only = OFF", "only reads"),
        ("SELECT * FROM pragma_table_info('world')", "only reads"),
        ("DELETE FROM journal", "only reads"),
        ("UPDATE world SET now = 0", "only reads"),
        ("CREATE TABLE x (y)", "only reads"),
        ("CREATE TEMP TABLE x (y)", "only reads"),
        ("VACUUM INTO '/tmp/x.db'", ""),
        ("BEGIN", "only reads"),
        ("SELECT load_extension('/tmp/x.so')", "not authorized"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT ?", "bindings"),
        ("SELECT '\x00'", ""),
        ("SELECT \ud800", ""),
    ],
    ids=lambda value: str(value)[:40].encode(errors="replace").decode(),
)
def test_a_question_that_is_none_is_refused_in_one_sentence(
    listening: Listening, sql: str, said: str
) -> None:
    before = listening.host.worlds["default"].clock.read()
    answer = httpx.post(
        f"{listening.url}/_sim/sql", content=b'{"sql": ' + _json(sql) + b"}", timeout=60
    )
    assert 400 <= answer.status_code < 500
    message = answer.json()["error"]["message"]
    assert said in message
    assert "\n" not in message
    assert listening.host.worlds["default"].clock.read() == before


def _json(text: str) -> bytes:
    return json.dumps(text).encode()


def test_a_function_that_nothing_interrupts_is_given_up_and_takes_one_of_two_places(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "DEADLINE_S", 0.2)
    takes_seconds = STUBBORN.format(450)
    for _ in range(2):
        assert "takes longer" in refusal(ask(listening.url, takes_seconds))
    assert [thread.name for thread in threading.enumerate()].count(questions.THREAD) == 2
    busy = ask(listening.url, "SELECT 1")
    assert busy.status_code == 409
    assert "too many questions are running" in busy.json()["error"]["message"]
    assert httpx.get(f"{listening.url}/_sim/health").status_code == 200
    wait_until(lambda: ask(listening.url, "SELECT 1").status_code == 200, seconds=60)


def test_a_question_ends_when_its_client_is_gone(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "DEADLINE_S", 600)

    def running() -> int:
        return sum(thread.name == questions.THREAD for thread in threading.enumerate())

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{listening.url}/_sim/sql", json={"sql": FOREVER}, timeout=0.5)
    wait_until(lambda: running() == 0, seconds=60)


def test_a_question_sees_the_world_as_it_is_and_changes_nothing() -> None:
    with Sandbox(SIMULATORS, seed=3) as sandbox, sandbox.listening() as url:
        count = "SELECT count(*) FROM journal"
        assert ask(url, count).json() == {"columns": ["count(*)"], "rows": [[0]]}
        httpx.get(f"{url}/wherefour/api/v1/inventory")
        assert ask(url, count).json()["rows"] == [[1]]
        values: dict[str, Any] = {"sql": "SELECT ?, ?", "parameters": [None, "x"]}
        assert httpx.post(f"{url}/_sim/sql", json=values).json()["rows"] == [[None, "x"]]
