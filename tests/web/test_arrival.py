"""A request that did not arrive whole never happened, and `delivered` is what really went out."""

import json
import struct
import threading
import time
from socket import SO_LINGER, SOL_SOCKET, socket
from typing import Any

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core.simulator import Api
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

from tests.sockets import dial, head, journal, read_all, wait_until
from tests.support import Listening

INVENTORY = "/wherefour/api/v1/inventory"
ORDERS = "/wherefour/api/v1/customers/1/orders"
APIS = [(s.name, api) for s in SIMULATORS for api in s.apis]


def a_write(api: Api) -> str:
    """Return the path of an operation of an Api that takes a body."""
    for operation in build_table(api).operations:
        if operation.body is not None and "{" not in operation.template:
            return operation.template
    raise LookupError(api.name)


def leave_halfway(url: str, path: str, *, method: str = "POST") -> None:
    """Send a head that promises 100 bytes, five of them, and go."""
    with dial(url) as client:
        client.sendall(head(method, path, "Content-Length: 100") + b"a=1&b")
        time.sleep(0.05)


@pytest.mark.parametrize(("simulator", "api"), APIS, ids=[api.name for _, api in APIS])
def test_half_a_request_runs_nothing_and_has_a_row_of_its_own(
    listening: Listening, simulator: str, api: Api
) -> None:
    path = a_write(api)
    before = httpx.post(f"{listening.url}/_sim/sql", json={"sql": "SELECT now FROM world"}).json()
    leave_halfway(listening.url, f"/{api.name}{path}?q=1")
    wait_until(lambda: bool(journal(listening.url)))
    (row,) = journal(listening.url)
    assert (row["kind"], row["simulator"], row["method"]) == ("not_received", simulator, "POST")
    assert (row["path"], row["query"], row["operation"]) == (path, "q=1", None)
    assert (row["status"], row["delivered"], row["request_body"]) == (None, False, None)
    assert row["note"] == {"bytes": 5, "of": 100}
    after = httpx.post(f"{listening.url}/_sim/sql", json={"sql": "SELECT now FROM world"}).json()
    assert before == after  # no time has passed either


def test_half_a_request_stands_in_the_world_that_it_was_sent_to(listening: Listening) -> None:
    listening.fork("w1")
    leave_halfway(listening.url, f"/w/w1{ORDERS}")
    wait_until(lambda: bool(journal(f"{listening.url}/w/w1", kind="not_received")))
    assert journal(listening.url) == []
    leave_halfway(listening.url, f"/w/w9{ORDERS}")  # there is no such world, and no row
    leave_halfway(listening.url, "/nothing/here")


def test_half_a_request_to_the_control_plane_does_nothing(listening: Listening) -> None:
    whole = json.dumps({"by": "2h"})
    for said in (whole[:5], whole):  # the whole of a JSON, but not of the body that was promised
        with dial(listening.url) as client:
            client.sendall(head("POST", "/_sim/clock/advance", "Content-Length: 100"))
            client.sendall(said.encode())
            time.sleep(0.05)
    wait_until(lambda: len(journal(listening.url, kind="not_received")) == 2)
    rows = journal(listening.url)
    assert [(row["kind"], row["simulator"], row["path"]) for row in rows] == [
        ("not_received", "_sim", "/_sim/clock/advance")
    ] * 2
    assert httpx.get(f"{listening.url}/_sim/clock").json()["now"] == "2026-01-05T09:00:00.000Z"


def test_half_a_chunked_body_and_a_broken_chunk_never_happened(listening: Listening) -> None:
    begun = head("POST", ORDERS, "Transfer-Encoding: chunked") + b"5\r\na=1&b\r\n"
    with dial(listening.url) as client:
        client.sendall(begun)
        time.sleep(0.05)
    with dial(listening.url) as client:
        client.sendall(begun)
        time.sleep(0.05)
        client.sendall(b"nonsense\r\n")
        assert b" 400 " in read_all(client).splitlines()[0]
    wait_until(lambda: len(journal(listening.url)) == 2)
    rows = journal(listening.url)
    assert [(row["kind"], row["note"]) for row in rows] == [("not_received", {"bytes": 5})] * 2


def reset(client: socket) -> None:
    """Close a connection so that the other side gets a reset."""
    client.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@pytest.mark.parametrize("leave", [socket.close, reset], ids=["closed", "reset"])
def test_a_request_that_arrived_whole_happens_although_its_client_is_gone(
    listening: Listening, leave: Any
) -> None:
    auth = "Authorization: Basic bm9ib2R5Om5vYm9keQ=="
    for _ in range(20):
        client = dial(listening.url)
        client.sendall(head("POST", ORDERS, "Content-Length: 5", auth) + b"a=1&b")
        leave(client)
    wait_until(lambda: len(journal(listening.url)) == 20)
    assert {row["kind"] for row in journal(listening.url)} <= {"exchange", "not_received"}
    if leave is socket.close:  # a reset may take away what has not been read yet
        assert {row["kind"] for row in journal(listening.url)} == {"exchange"}


@pytest.fixture
def slow(listening: Listening) -> Listening:
    """A server whose every answer takes a while, so that its client is gone before."""
    listening.fault("wherefour", "*", "latency", ms=0, wall_ms=400, times=100)
    httpx.delete(f"{listening.url}/_sim/journal")
    return listening


def test_an_answer_whose_client_left_before_it_was_not_delivered(slow: Listening) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{slow.url}{INVENTORY}", timeout=0.1)
    wait_until(lambda: bool(journal(slow.url, kind="exchange")))
    wait_until(lambda: journal(slow.url, kind="exchange")[0]["delivered"] is False)
    (row,) = journal(slow.url, kind="exchange")
    assert (row["kind"], row["status"]) == ("exchange", 401)  # it happened all the same
    httpx.get(f"{slow.url}{INVENTORY}")
    assert journal(slow.url, kind="exchange")[1]["delivered"] is True


def test_an_answer_cut_by_its_reader_in_the_middle_was_not_delivered() -> None:
    with Sandbox(SIMULATORS, scale=20) as sandbox, sandbox.listening() as url:
        httpx.put(f"{url}/_sim/quirks/whiplash.most_per_page", json={"value": 100_000})
        key = f"X-API-KEY: {sandbox.env['WHIPLASH_API_KEY']}"
        # One after another over one connection: more than the buffers of two sockets hold.
        asked = head("GET", "/whiplash/api/items?per_page=250&limit=250", key) * 100
        with dial(url) as client:
            client.sendall(asked)
            client.recv(1000)
            known = -1
            while known != (known := len(journal(url))):
                time.sleep(0.5)
        assert known < 100  # it has come to a stop
        wait_until(lambda: journal(url, kind="exchange")[-1]["delivered"] is False)
        rows = journal(url, kind="exchange")
        assert {row["status"] for row in rows} == {200}
        assert len(str(rows[0]["reply_body"])) > 100_000
        assert rows[0]["delivered"] is True


def test_pipelined_requests_are_answered_in_order_and_one_that_is_cut_is_cut_alone(
    listening: Listening,
) -> None:
    listening.fault("wherefour", "*", "lost_reply", nth=2)
    twice = head("GET", INVENTORY) * 2
    with dial(listening.url) as client:
        client.sendall(twice)
        answer = read_all(client)
    assert answer.count(b"HTTP/1.1 401") == 1
    assert [row["delivered"] for row in journal(listening.url, kind="exchange")] == [True, False]


def test_waiting_for_the_journal_ends_when_its_client_is_gone(listening: Listening) -> None:
    seen: list[int] = []
    looked_at = listening.host.worlds["default"].db.set_trace_callback
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{listening.url}/_sim/journal/wait", json={"timeout": "10m"}, timeout=0.3)
    time.sleep(0.2)
    looked_at(lambda _: seen.append(1))
    time.sleep(0.3)
    looked_at(None)
    assert not seen  # nobody looks into the journal any more


def test_waiting_for_the_journal_goes_on_while_its_client_waits(listening: Listening) -> None:
    threading.Timer(0.3, lambda: httpx.get(f"{listening.url}{INVENTORY}")).start()
    asked = {"timeout": "10s", "match": {"kind": "exchange"}}
    answer = httpx.post(f"{listening.url}/_sim/journal/wait", json=asked, timeout=20).json()
    assert answer["matched"] is True
