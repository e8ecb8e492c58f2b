"""A plain answer leaves in one write, and no client can tell: its bytes are those of uvicorn."""

import base64
from typing import Any

import pytest
from stocktake.vendors.wherefour.access import PASSWORD, USERNAME
from stocktake.web.protocol import SocketConnection, plain_head

from tests.sockets import dial, head, journal, read_all, say, wait_until
from tests.support import Listening

CUSTOMERS = "/wherefour/api/v1/customers"
AUTH = "Authorization: Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
BODY = b'{"display_name": "Ada"}'
LAST = head("GET", "/nothing", "Connection: close")
"""A request after which the server closes, so that a test reads to the end."""


def post(*lines: str) -> bytes:
    """Return the head of a request that adds a customer."""
    typed = ("Content-Type: application/json", f"Content-Length: {len(BODY)}")
    return head("POST", CUSTOMERS, AUTH, *typed, *lines)


ASKED = {
    "a list": head("GET", f"{CUSTOMERS}?per_page=2", AUTH),
    "a record": head("GET", f"{CUSTOMERS}/1", AUTH),
    "a record that is not there": head("GET", f"{CUSTOMERS}/999999", AUTH),
    "a stranger": head("GET", CUSTOMERS),
    "a write": post() + BODY,
    "a HEAD": head("HEAD", CUSTOMERS, AUTH),
    "a client of HTTP/1.0": f"GET {CUSTOMERS} HTTP/1.0\r\n{AUTH}\r\n\r\n".encode(),
    "a client that closes": head("GET", CUSTOMERS, AUTH, "Connection: close"),
    "the control plane": head("GET", "/_sim/clock"),
    "two requests at once": head("GET", f"{CUSTOMERS}/1", AUTH) + post() + BODY,
}


@pytest.fixture
def sent_whole(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Note of every answer whether it left in one write."""
    noted: list[bool] = []
    whole = SocketConnection.send_whole

    def send_whole(connection: SocketConnection, *given: Any) -> bool:
        noted.append(whole(connection, *given))
        return noted[-1]

    monkeypatch.setattr(SocketConnection, "send_whole", send_whole)
    return noted


def test_the_bytes_of_every_answer_are_those_that_uvicorn_sends(
    listening: Listening, sent_whole: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers() -> dict[str, bytes]:
        listening.reset()
        return {name: say(listening.url, asked + LAST) for name, asked in ASKED.items()}

    ours = answers()
    assert sum(sent_whole) == 8  # each that is plain, and none of the others
    monkeypatch.setattr(SocketConnection, "send_whole", lambda *_: False)
    assert ours == answers()


def test_a_client_that_waits_for_100_continue_is_told_to_before_its_answer(
    listening: Listening, sent_whole: list[bool]
) -> None:
    with dial(listening.url) as client:
        client.sendall(post("Expect: 100-continue"))
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(BODY)
        client.sendall(LAST)
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"100 Continue" not in answer
    assert sent_whole == [True, False]


def test_what_a_fault_cuts_is_not_sent_whole(listening: Listening, sent_whole: list[bool]) -> None:
    listening.fault("wherefour", "get_customers", "lost_reply")
    listening.fault("wherefour", "get_customer", "truncated")
    assert say(listening.url, ASKED["a list"]) == b""
    assert not say(listening.url, ASKED["a record"]).endswith(b"}")
    assert sent_whole == []


def test_an_answer_to_a_client_that_has_left_is_undelivered(listening: Listening) -> None:
    listening.fault("wherefour", "get_customer", "latency", ms=0, wall_ms=200)
    with dial(listening.url) as client:
        client.sendall(ASKED["a record"])
    wait_until(lambda: bool(journal(listening.url, kind="exchange")))
    wait_until(lambda: not journal(listening.url, kind="exchange")[-1]["delivered"])
    (row,) = journal(listening.url, kind="exchange")
    assert (row["status"], row["delivered"]) == (200, False)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Content-Length", "3"),),
        (("Content-Length", "2"), ("content-length", "2")),
        (("Content-Length", "2"), ("Connection", "close")),
        (("Content-Length", "2"), ("Transfer-Encoding", "chunked")),
        (("Content-Length", "2"), ("X Y", "1")),
        (("Content-Length", "2"), ("X-Y", "1\r\nX-Z: 2")),
        (("Content-Length", "2"), ("X-Y", "\u20ac")),
    ],
)
def test_a_head_that_is_not_plain_is_left_to_uvicorn(headers: tuple[tuple[str, str], ...]) -> None:
    assert plain_head(200, headers, 2) is None
    assert plain_head(200, (("Content-Length", "2"), ("X-Y", "a\tb")), 2) is not None


def test_a_body_longer_than_the_buffer_arrives_whole(
    listening: Listening, sent_whole: list[bool]
) -> None:
    asked = head("GET", "/_sim/database")
    answer = say(listening.url, asked + LAST)
    _, _, body = answer.partition(b"\r\n\r\n")
    assert body.startswith(b"SQLite format 3\0")
    assert len(body) > 100_000
    assert sent_whole == [True, False]
