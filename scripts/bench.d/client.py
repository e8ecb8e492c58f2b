"""A keep-alive HTTP client that costs little: raw requests, a few connections, one thread."""

import itertools
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, headers in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """A load test's result: answers, seconds, the client's own CPU, the time of each answer."""

    answers: int
    seconds: float
    client_cpu: float
    latencies: list[float] = field(repr=False)

    def percentile(self, share: float) -> float:
        """Return a percentile of the answers' times in seconds; `share` is from 0 to 1."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
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
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        received = b""
        while _END not in received or len(received) < _whole(received):
            part = connection.recv(65536)
            if not part:
                raise ConnectionError(f"cut after {received[:200]!r}")
            received += part
    head, _, body = received.partition(_END)
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple((name, value.strip()) for name, _, value in (x.partition(":") for x in lines))
    return Answer(int(first.split()[1]), headers, body)


def drive(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    seconds: float = float("inf"),
    most: int | None = None,
) -> Load:
    """Send the requests in turn for a time or a count; RuntimeError for any status but 200."""
    stream = itertools.islice(itertools.cycle(requests), most)
    with selectors.DefaultSelector() as selector:
        opened = [_Connection(_connect(port)) for _ in range(connections)]
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        try:
            return _drive(selector, opened, stream, seconds)
        finally:
            for connection in opened:
                connection.socket.close()


def _drive(
    selector: selectors.BaseSelector,
    opened: list[_Connection],
    stream: Iterator[bytes],
    seconds: float,
) -> Load:
    known: dict[bytes, int] = {}
    latencies: list[float] = []
    clock, cpu, begun = time.perf_counter, time.process_time(), time.perf_counter()
    stop = begun + seconds
    waiting = sum(_send(connection, stream, begun) for connection in opened)
    while waiting:
        for key, _ in selector.select():
            connection = key.data
            if not _receive(connection, known):
                continue
            now = clock()
            latencies.append(now - connection.sent_at)
            if now >= stop or not _send(connection, stream, now):
                waiting -= 1
    return Load(len(latencies), clock() - begun, time.process_time() - cpu, latencies)


def _send(connection: _Connection, stream: Iterator[bytes], now: float) -> bool:
    request = next(stream, None)
    if request is None:
        return False
    connection.sent_at = now
    connection.socket.sendall(request)
    return True


def _receive(connection: _Connection, known: dict[bytes, int]) -> bool:
    """Read what has arrived; say whether the answer is complete. `known`: lengths by head."""
    part = connection.socket.recv(262144)
    if not part:
        raise RuntimeError("the server cut the connection")
    if connection.missing:
        connection.missing -= len(part)
        return connection.missing == 0
    part = connection.parts + part
    end = part.find(_END)
    if end < 0:
        connection.parts = part
        return False
    head, connection.parts = part[:end], b""
    if head not in known:
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(part[:500].decode("latin-1"))
        known[head] = _whole(part)
    connection.missing = known[head] - len(part)
    return connection.missing == 0


def _whole(received: bytes) -> int:
    head, _, _ = received.partition(_END)
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return len(head) + len(_END) + int(line[len(_LENGTH) :])
    raise RuntimeError(f"no Content-Length in {head!r}")


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
