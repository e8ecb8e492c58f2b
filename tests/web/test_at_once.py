"""A request that has come whole is answered without a task, and no client can tell."""

import asyncio
import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.vendors.wherefour.access import PASSWORD, USERNAME
from stocktake.web.at_once import ENDED, begin, go_on
from stocktake.web.bodies import read_form
from stocktake.web.protocol import CuttingProtocol

from tests.sockets import dial, head, journal, read_all, say
from tests.support import Listening

CUSTOMERS = "/wherefour/api/v1/customers"
AUTH = "Authorization: Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
RECORD = head("GET", f"{CUSTOMERS}/1", AUTH)
LAST = head("GET", "/nothing", "Connection: close")
BODY = b'{"display_name": "Ada"}'


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the path of every request that got a task, at once or when it had to wait."""
    noted: list[str] = []
    answer, start = CuttingProtocol._answer, CuttingProtocol._start_asgi_task

    def watched(inner: Callable[..., None]) -> Callable[..., None]:
        def call(protocol: CuttingProtocol, cycle: Any, app: Any) -> None:
            before = len(protocol.tasks)
            inner(protocol, cycle, app)
            if len(protocol.tasks) > before:
                noted.append(cycle.scope["path"])

        return call

    monkeypatch.setattr(CuttingProtocol, "_answer", watched(answer))
    monkeypatch.setattr(CuttingProtocol, "_start_asgi_task", watched(start))
    return noted


def test_a_request_that_is_here_whole_needs_no_task(listening: Listening, tasks: list[str]) -> None:
    assert httpx.get(f"{listening.url}{CUSTOMERS}/1", auth=(USERNAME, PASSWORD)).status_code == 200
    assert tasks == []


def test_what_must_wait_or_call_what_asks_for_its_task_gets_one(
    listening: Listening, tasks: list[str]
) -> None:
    listening.fault("wherefour", "get_customer", "latency", ms=0, wall_ms=20)
    assert b" 200 OK" in say(listening.url, RECORD + LAST)
    assert httpx.get(f"{listening.url}/_sim/clock").status_code == 200
    assert tasks == [f"{CUSTOMERS}/1", "/nothing", "/_sim/clock"]


def test_a_body_that_comes_in_two_packets_is_waited_for(
    listening: Listening, tasks: list[str]
) -> None:
    typed = ("Content-Type: application/json", f"Content-Length: {len(BODY)}")
    with dial(listening.url) as client:
        client.sendall(head("POST", CUSTOMERS, AUTH, *typed) + BODY[:5])
        while not tasks:
            pass
        client.sendall(BODY[5:] + LAST)
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert tasks == [CUSTOMERS, "/nothing"]


def test_any_number_of_requests_in_one_packet_is_answered_in_order(listening: Listening) -> None:
    numbers = [1 + number % 2 for number in range(300)]
    asked = b"".join(head("GET", f"{CUSTOMERS}/{number}", AUTH) for number in numbers)
    assert say(listening.url, asked + LAST).count(b"HTTP/1.1 ") == len(numbers) + 1
    rows = [row["path"] for row in journal(listening.url, kind="exchange")]
    assert rows == [f"/api/v1/customers/{number}" for number in numbers]


def test_the_scheme_is_the_one_that_a_proxy_on_this_machine_was_asked_by(
    listening: Listening,
) -> None:
    def link(*lines: str) -> bytes:
        answer = say(listening.url, head("GET", f"{CUSTOMERS}?per_page=1", AUTH, *lines) + LAST)
        return answer.partition(b"link: <")[2].partition(b":")[0]

    assert link() == b"http"
    assert link("X-Forwarded-Proto: https") == b"https"
    assert link("X-Forwarded-Proto: gopher") == b"http"


def test_what_a_coroutine_waits_for_comes_to_it_in_the_task_too() -> None:
    seen: list[Any] = []

    async def work(gate: "asyncio.Future[int]") -> None:
        seen.append(await gate)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async def run() -> None:
        gate: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        coroutine = work(gate)
        waits_for = begin(coroutine)
        assert waits_for is not ENDED
        task = asyncio.ensure_future(go_on(coroutine, waits_for))
        gate.set_result(7)
        while not seen:
            await asyncio.sleep(0)  # noqa: TID251
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert seen == [7, "cancelled"]


PIECES = ["a", "=", "&", "+", " ", "%20", "%C3%A9", "%C3", "%zz", "%", "\n", "%0A", "=3D", "é", "_"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_a_form_is_read_as_the_standard_library_reads_it(text: str) -> None:
    assert read_form(text.encode()) == parse_qsl(text, keep_blank_values=True)
