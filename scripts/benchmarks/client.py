"""A keep-alive HTTP client that costs little: raw requests, a few connections, one thread."""

import itertools
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_CLOSES = b"connection: close"
_MOST_CUTS = 3
_CHUNKED, _LAST_CHUNK = -1, b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """A load test's result: answers, seconds, the time of each answer."""

    answers: int
    seconds: float
    latencies: list[float] = field(repr=False)

    def percentile(self, share: float) -> float:
        """Return a percentile of the answers' times in seconds; `share` is from 0 to 1."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    request: bytes = b""
    closes: bool = False  # the server has said so
    cuts: int = 0  # one after another
    sent_at: float = 0.0
    parts: bytes = b""
    missing: int = 0


def raw(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + _END + body


def once(port: int, request: bytes) -> Answer:
    """Send one request on a connection of its own; OSError when nobody listens."""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection:
        connection.sendall(request)
        with connection.makefile("rb") as stream:
            first, lines = stream.readline().decode("latin-1"), _head_lines(stream)
            headers = tuple((n, value.strip()) for n, _, value in (x.partition(":") for x in lines))
            body = _body(stream, {name.lower(): value for name, value in headers})
    if not first:
        raise ConnectionError("cut before an answer")
    return Answer(int(first.split()[1]), headers, body)


def _head_lines(stream: IO[bytes]) -> list[str]:
    lines = iter(lambda: stream.readline().decode("latin-1").strip(), "")
    return list(lines)


def _body(stream: IO[bytes], headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return stream.read(int(headers["content-length"]))
    if headers.get("transfer-encoding") != "chunked":
        return b""
    parts = []
    while size := int(stream.readline().partition(b";")[0], 16):
        parts.append(stream.read(size))
        stream.readline()
    return b"".join(parts)


class Connections:
    """Connections to a port that are kept alive until the block ends."""

    def __init__(self, port: int, count: int) -> None:
        self._port, self._selector = port, selectors.DefaultSelector()
        self._opened = [_Connection(_connect(port)) for _ in range(count)]

    def __enter__(self) -> "Connections":
        """Return them."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        self._selector.close()
        for connection in self._opened:
            connection.socket.close()

    def drive(
        self,
        requests: Sequence[bytes],
        *,
        seconds: float = float("inf"),
        least: int = 0,
        most: int | None = None,
        status: int = 200,
    ) -> Load:
        """Send the requests in turn for a time, but `least` of them, or until there were `most`.

        RuntimeError for an answer of any other status.
        """
        stream = itertools.islice(itertools.cycle(requests), most)
        known: dict[bytes, int] = {}
        latencies: list[float] = []
        wanted, clock, begun = b"HTTP/1.1 %d" % status, time.perf_counter, time.perf_counter()
        stop = begun + seconds
        waiting = sum(self._begin(connection, stream, begun) for connection in self._opened)
        while waiting:
            for key, _ in self._selector.select():
                connection = key.data
                try:
                    if not _receive(connection, known, wanted):
                        continue
                except ConnectionError:
                    self._again(connection)
                    continue
                connection.cuts = 0
                now = clock()
                latencies.append(now - connection.sent_at)
                is_over = now >= stop and len(latencies) >= least
                if connection.closes:
                    self._renew(connection)
                if is_over or not _send(connection, stream, now):
                    waiting -= 1
                    self._selector.unregister(connection.socket)
        return Load(len(latencies), clock() - begun, latencies)

    def _begin(self, connection: _Connection, stream: Iterator[bytes], now: float) -> bool:
        if not _send(connection, stream, now):
            return False
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)
        return True

    def _again(self, connection: _Connection) -> None:
        """Send a request on a new connection: some servers close theirs after some answers."""
        connection.cuts += 1
        if connection.cuts > _MOST_CUTS:
            raise RuntimeError("the server cuts every connection")
        self._renew(connection)
        connection.socket.sendall(connection.request)

    def _renew(self, connection: _Connection) -> None:
        self._selector.unregister(connection.socket)
        connection.socket.close()
        connection.socket, connection.closes = _connect(self._port), False
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)


def drive(port: int, requests: Sequence[bytes], *, most: int, status: int = 200) -> Load:
    """Send so many requests in turn over eight new connections."""
    with Connections(port, 8) as connections:
        return connections.drive(requests, most=most, status=status)


def _send(connection: _Connection, stream: Iterator[bytes], now: float) -> bool:
    request = next(stream, None)
    if request is None:
        return False
    connection.sent_at, connection.request = now, request
    with suppress(ConnectionError):  # it was closed: reading says so
        connection.socket.sendall(request)
    return True


def _receive(connection: _Connection, known: dict[bytes, int], wanted: bytes) -> bool:
    """Read what has arrived; say whether the answer is complete. `known`: lengths by head."""
    part = connection.socket.recv(262144)
    if not part and (connection.parts or connection.missing):
        raise RuntimeError("the server cut an answer")
    if not part:
        raise ConnectionError("the server closed the connection")
    if connection.missing > 0:
        connection.missing -= len(part)
        return connection.missing == 0
    part = connection.parts + part
    end = part.find(_END)
    if end < 0:
        connection.parts = part
        return False
    head, connection.parts = part[:end], b""
    if head not in known:
        if not head.startswith(wanted):
            raise RuntimeError(part[:500].decode("latin-1"))
        known[head] = _length(head)
    if _CLOSES in head.lower():
        connection.closes = True
    if known[head] == _CHUNKED:
        connection.parts = b"" if part.endswith(_LAST_CHUNK) else part
        return not connection.parts
    connection.missing = known[head] - len(part)
    return connection.missing == 0


def _length(head: bytes) -> int:
    """Return how long an answer with this head is, _CHUNKED for one that does not know it."""
    lines = [line.replace(b" ", b"") for line in head.lower().split(b"\r\n")]
    for line in lines:
        if line.startswith(_LENGTH):
            return len(head) + len(_END) + int(line[len(_LENGTH) :])
    if b"transfer-encoding:chunked" in lines:
        return _CHUNKED
    raise RuntimeError(f"no Content-Length in {head!r}")


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
