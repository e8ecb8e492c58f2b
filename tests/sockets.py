"""Raw sockets for tests that send what no HTTP client would."""

import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx


def dial(url: str, *, timeout_s: float = 20.0) -> socket.socket:
    """Return a connection to the server at a URL."""
    parts = urlsplit(url)
    assert parts.hostname
    return socket.create_connection((parts.hostname, parts.port or 80), timeout=timeout_s)


def head(method: str, path: str, *lines: str) -> bytes:
    """Return the head of a request, its empty line included."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


def read_all(client: socket.socket) -> bytes:
    """Return what comes until the server closes; empty too where it resets the connection."""
    parts = []
    try:
        while part := client.recv(65_536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def say(url: str, message: bytes) -> bytes:
    """Send bytes and say no more; return what comes until the server closes."""
    with dial(url) as client:
        client.sendall(message)
        return read_all(client)


def wait_until(condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait until something is so; AssertionError when it does not become so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def journal(url: str, **match: str | int) -> list[dict[str, object]]:
    """Return the journal rows of the world at a URL that match."""
    params = {"limit": 10_000, **match}
    rows: list[dict[str, object]] = httpx.get(f"{url}/_sim/journal", params=params).json()[
        "entries"
    ]
    return rows
