"""The engine's HTTP client: whole answers however they are framed, and no half ones."""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from stocktake.engine.http import Broken, Connection
from stocktake.engine.wire import Client, Reply, Unreachable

HEAD = b"HTTP/1.1 200 OK\r\n"


class Server:
    """A server of raw bytes: for each connection, what it sends after each request, in parts."""

    def __init__(self, connections: list[list[list[bytes]]]) -> None:
        self.asked: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, args=(connections,), daemon=True)
        self.thread.start()

    def _serve(self, connections: list[list[list[bytes]]]) -> None:
        for answers in connections:
            line, _ = self.listener.accept()
            with closing(line):
                for parts in answers:
                    self.asked.append(line.recv(65536))
                    for part in parts:
                        line.sendall(part)


@pytest.fixture
def served() -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def serve(*connections: list[list[bytes]]) -> Server:
        made.append(Server(list(connections)))
        return made[-1]

    yield serve
    for server in made:
        server.thread.join(5)
        server.listener.close()


def ask(server: Server) -> tuple[int, dict[str, str], bytes]:
    with closing(Connection(server.host, tls=False, timeout=5)) as line:
        return line.ask("GET", "/a?b=c", None, {"X-Key": "1"})


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD + b"Content-Length: 5\r\n\r\nhello"],
        [HEAD, b"content-length: 5\r\n", b"\r\nhe", b"llo"],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\nhel", b"lo\r\n0\r\nT: 1\r\n\r\n"],
        [HEAD + b"Connection: close\r\n\r\nhel", b"lo"],
        [b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 5\r\n\r\nhello"],
    ],
)
def test_an_answer_is_read_whole_however_it_is_framed_and_comes(
    served: Callable[..., Server], parts: list[bytes]
) -> None:
    server = served([parts])
    status, _, body = ask(server)
    assert (status, body) == (200, b"hello")
    assert server.asked == [
        f"GET /a?b=c HTTP/1.1\r\nHost: {server.host}\r\n"
        "Accept-Encoding: identity\r\nX-Key: 1\r\n\r\n".encode()
    ]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "no answer came"),
        (HEAD, "ended in its head"),
        (HEAD + b"Content-Length: 9\r\n\r\nhello", "ended early"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "ended early"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "no number"),
        (HEAD + b"Content-Length: -1\r\n\r\n", "no number"),
        (b"SSH-2.0-x\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 yes\r\n\r\n", "no number"),
    ],
)
def test_half_an_answer_is_none(served: Callable[..., Server], sent: bytes, why: str) -> None:
    with pytest.raises(Broken, match=why):
        ask(served([[sent]]))


def test_a_connection_is_kept_and_made_anew_where_the_server_has_closed_it(
    served: Callable[..., Server],
) -> None:
    whole = HEAD + b"Content-Length: 2\r\n\r\nok"
    server = served([[whole], [whole]], [[whole]])
    with closing(Connection(server.host, tls=False, timeout=5)) as line:
        for _ in range(2):
            assert line.ask("POST", "/a", None, {}).body == b"ok"
        assert line._socket is not None
        select.select([line._socket], [], [], 5)  # the end of the connection has come
        assert line.ask("POST", "/a", b"x=1", {}).body == b"ok"
    assert [b"Content-Length: " in asked for asked in server.asked] == [True] * 3
    assert server.asked[-1].endswith(b"Content-Length: 3\r\n\r\nx=1")


def test_an_answer_without_a_body_is_not_waited_for(served: Callable[..., Server]) -> None:
    assert ask(served([[b"HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n"]])) == (204, {"x": "1"}, b"")


def test_what_cannot_be_reached_is_told_as_that(served: Callable[..., Server]) -> None:
    server = served([[b""]])
    with closing(Client(f"http://{server.host}/x")) as http:
        with pytest.raises(Unreachable, match="GET /a: Broken no answer came"):
            http.send("GET", "/a")
        server.listener.close()
        with pytest.raises(Unreachable, match="ConnectionRefusedError"):
            http.send("GET", "/a")


@pytest.mark.parametrize(
    ("date", "told"),
    [("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37+00:00"), ("yesterday", None)],
)
def test_the_date_of_an_answer_is_read(date: str, told: str | None) -> None:
    at = Reply("GET /", 200, "", {"date": date}).at
    assert (at.isoformat() if at else None) == told
