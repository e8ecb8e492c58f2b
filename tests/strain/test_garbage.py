"""What no client should send: half requests, and bytes that are no request at all."""

import random
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stocktake import SIMULATORS

from tests.sockets import dial, head, journal, wait_until
from tests.support import serving

HALVES, GARBAGE = 25, 155
IN_CI = 30  # of the garbage, by chance: all of it takes longer
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
PATHS = [f"/{api.name}/x" for simulator in SIMULATORS for api in simulator.apis] + ["/_sim/sql"]


def by_hand() -> Iterator[bytes]:
    """Yield requests that are broken in one place each."""
    line, host = b"GET /_sim/health HTTP/1.1\r\n", b"Host: localhost\r\n"
    for first in (
        b"GET\r\n", b"GET /\r\n", b"GET / HTTP/9.9\r\n", b"GET / HTTP/1.1 x\r\n",
        b" GET / HTTP/1.1\r\n",
        b"get / HTTP/1.1\r\n", b"G\xc3\x89T / HTTP/1.1\r\n", b"GET \xff\xfe HTTP/1.1\r\n",
        b"GET /\x00 HTTP/1.1\r\n", b"GET http:// HTTP/1.1\r\n", b"GET http://x HTTP/1.1\r\n",
        b"GET ?x HTTP/1.1\r\n", b"GET * HTTP/1.1\r\n", b"OPTIONS * HTTP/1.1\r\n",
        b"CONNECT x:443 HTTP/1.1\r\n", b"CONNECT / HTTP/1.1\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n",
        b"GET //// HTTP/1.1\r\n", b"GET /%zz HTTP/1.1\r\n", b"GET /%ff%fe HTTP/1.1\r\n",
        b"GET /w/ HTTP/1.1\r\n", b"GET /w/%00/_sim/sql HTTP/1.1\r\n", b"TRACE /_sim HTTP/1.1\r\n",
        b"BREW /pot HTTP/1.1\r\n", b"GET /../../etc/passwd HTTP/1.1\r\n",
        b"GET /retailcrm/%2e%2e/_sim/sql HTTP/1.1\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), b"SSH-2.0-OpenSSH_9\r\n",
        b"\x05\x01\x00", b"EHLO x\r\n", b"\r\n" * 500, b"\n\n\n", b"\x00" * 100, b"{}",
        b"<xml/>\r\n",
    ):  # fmt: skip
        yield first + host + b"\r\n"
    for lines in (
        b": empty\r\n", b"No colon\r\n", b"A b: c\r\n", b"X:\x00\r\n", b"X: a\rb\r\n",
        b"X: a\n b\r\n",
        b"Content-Length: -1\r\n", b"Content-Length: a\r\n",
        b"Content-Length: 99999999999999999999\r\n",
        b"Content-Length: 1\r\nContent-Length: 2\r\n", b"Transfer-Encoding: nonsense\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        b"Connection: upgrade\r\nUpgrade: h2c\r\n",
        b"Upgrade: websocket\r\nConnection: Upgrade\r\n", b"Expect: nonsense\r\n",
        b"Authorization: Basic %%%\r\n", b"Authorization: Bearer \xff\r\n",
        b"Cookie: " + b"c" * 9000 + b"\r\n",
        b"Host: second\r\n", b"Content-Type: multipart/form-data\r\nContent-Length: 2\r\n",
    ):  # fmt: skip
        yield line + host + lines + b"\r\n"
        yield (
            line.replace(b"GET /_sim/health", b"POST /wherefour/api/v1/customers")
            + host
            + lines
            + b"\r\nxx"
        )
    for chunk in (
        b"zz\r\n",
        b"-1\r\n",
        b"ffffffffffffffff1\r\n",
        b"5;a=\r\nabc",
        b"2\r\nabcd\r\n",
        b"\r\n",
    ):
        yield head("POST", "/wholecell/api/v1/orders", "Transfer-Encoding: chunked") + chunk


def by_chance(chance: random.Random) -> bytes:
    """Return a request in which some bytes are others, or no request at all."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(1, 2000))
    path = chance.choice(PATHS)
    said = bytearray(head("POST", path, "Content-Length: 20", "Content-Type: application/json"))
    said += b'{"a": [1, 2, "three"]}'
    for _ in range(chance.randrange(1, 8)):
        said[chance.randrange(len(said))] = chance.randrange(256)
    return bytes(said)


def garbage(*, most: int) -> list[bytes]:
    """Return so much garbage, always the same: by hand first, then by chance."""
    chance, found = random.Random(155), list(by_hand())
    found += [by_chance(chance) for _ in range(GARBAGE - len(found))]
    assert len(found) == GARBAGE
    return found if most == GARBAGE else random.Random(1).sample(found, most)


def answer_to(url: str, message: bytes) -> bytes:
    """Send bytes, hear what comes at once, then say no more; return all that came."""
    heard = b""
    with dial(url, timeout_s=0.3) as client:
        try:
            client.sendall(message)
            while part := client.recv(65_536):
                heard += part
        except TimeoutError:
            client.shutdown(socket.SHUT_WR)
            client.settimeout(20)  # a hanging connection is a failure
            while part := _last(client):
                heard += part
        except ConnectionError:
            pass
    return heard


def _last(client: socket.socket) -> bytes:
    try:
        return client.recv(65_536)
    except ConnectionError:
        return b""


@pytest.mark.parametrize("most", [IN_CI, pytest.param(GARBAGE, marks=pytest.mark.full)])
def test_garbage_gets_a_4xx_or_a_closed_connection_and_never_a_500(
    tmp_path: Path, most: int
) -> None:
    with serving(tmp_path) as (process, url):
        for message in garbage(most=most):
            statuses = {int(status) for status in STATUS.findall(answer_to(url, message))}
            harmless = b"/_sim/health" in message and statuses <= {
                100,
                200,
            }  # only its headers are odd
            assert harmless or all(400 <= s < 500 for s in statuses), (message[:200], statuses)
            assert httpx.get(f"{url}/_sim/health").status_code == 200
        assert journal(url, status=500) == []
        process.terminate()
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("most", [5, pytest.param(HALVES, marks=pytest.mark.full)])
def test_half_requests_run_nothing_and_have_a_row_each(tmp_path: Path, most: int) -> None:
    with serving(tmp_path, "--clock", "manual") as (_, url):
        chance = random.Random(25)
        for number in range(most):
            path = PATHS[number % len(PATHS)]
            length = chance.randrange(2, 300_000)
            sent = chance.randrange(0, length)
            with dial(url) as client:
                client.sendall(head("POST", path, f"Content-Length: {length}") + b"x" * sent)
                if number % 2:
                    client.shutdown(socket.SHUT_WR)
            wait_until(lambda: len(journal(url)) == number + 1)  # noqa: B023  # called before it changes
            row = journal(url)[-1]
            assert row["kind"] == "not_received"
            note = row["note"]
            assert isinstance(note, dict)
            assert note["of"] == length
            assert note["bytes"] <= sent
        assert {row["kind"] for row in journal(url)} == {"not_received"}
