"""An interceptor: a proxy and a port of TLS; docs/reference/interception.md, 2, 4, 7 and 8."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import requests
import uvicorn
from stocktake.web.proxy import Interceptor

from tests.secure import Secured, intercepted
from tests.sockets import journal, read_all, wait_until

INVENTORIES = "https://api.wholecell.io/api/v1/inventories"
HEAD = b"GET /api/v1/inventories HTTP/1.1\r\nHost: api.wholecell.io\r\n\r\n"


@pytest.fixture(params=["uvloop", "asyncio"], autouse=True)
def loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve on both kinds of event loop: they differ in when the first bytes of TLS come."""
    if request.param == "asyncio":
        monkeypatch.setattr(uvicorn.Config, "get_loop_factory", lambda _: asyncio.new_event_loop)


@pytest.fixture
def server() -> Iterator[tuple[Secured, Interceptor]]:
    with intercepted("default") as (found, (interceptor,)):
        yield found, interceptor


def proxied(server: Secured, interceptor: Interceptor) -> httpx.Client:
    proxy = f"http://127.0.0.1:{interceptor.proxy_port}"
    return httpx.Client(proxy=proxy, verify=server.trust(), trust_env=False)


def credentials(server: Secured) -> tuple[str, str]:
    env = httpx.get(f"{server.url}/_sim/env").json()
    return env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"]


def dial(interceptor: Interceptor, first: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", interceptor.proxy_port), timeout=20)
    client.sendall(first)
    return client


def tunnel(server: Secured, interceptor: Interceptor, host: str, port: int = 443) -> ssl.SSLSocket:
    client = dial(interceptor, f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert client.recv(100).startswith(b"HTTP/1.1 200 ")
    return server.trust().wrap_socket(client, server_hostname=host)


def test_a_tunnel_to_a_vendor_ends_here(server: tuple[Secured, Interceptor]) -> None:
    with proxied(*server) as client:
        answer = client.get(INVENTORIES, auth=credentials(server[0]))
        assert answer.status_code == 200
        assert answer.json()["data"]
        link = client.get("https://my.wherefour.com/api/v1/inventory")
        assert link.status_code == 401
    assert [row["simulator"] for row in journal(server[0].url)] == ["wholecell", "wherefour"]
    assert [row["delivered"] for row in journal(server[0].url)] == [True, True]


def test_plain_requests_and_secure_ones_in_clear_text_are_answered_too(
    server: tuple[Secured, Interceptor],
) -> None:
    # Old axios sends an https URL to its proxy without CONNECT (axios#4531).
    for url in (b"http://my.wherefour.com/api/v1/inventory", b"https://my.wherefour.com/api/v1/x"):
        with dial(server[1], b"GET %s HTTP/1.1\r\nHost: x.example\r\n\r\n" % url) as client:
            assert client.recv(1000).startswith(b"HTTP/1.1 4")
    assert [row["path"] for row in journal(server[0].url)] == ["/api/v1/inventory", "/api/v1/x"]


def test_a_tunnel_to_port_80_is_plain(server: tuple[Secured, Interceptor]) -> None:
    with dial(server[1], b"CONNECT api.wholecell.io:80 HTTP/1.1\r\n\r\n") as client:
        assert client.recv(100).startswith(b"HTTP/1.1 200 ")
        client.sendall(HEAD)
        assert client.recv(1000).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("first", "host"),
    [
        (b"CONNECT example.com:443 HTTP/1.1\r\n\r\n", "example.com"),
        (b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n\r\n", "127.0.0.1"),
        (b"CONNECT localhost:5432 HTTP/1.1\r\n\r\n", "localhost"),
        (b"GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n", "example.com"),
        (b"POST http://example.com/ HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "example.com"),
        (b"GET http://127.0.0.1/_sim/health HTTP/1.1\r\n\r\n", "127.0.0.1"),
        (b"CONNECT retailcrm.ru:443 HTTP/1.1\r\n\r\n", "retailcrm.ru"),
    ],
)
def test_what_is_not_simulated_is_refused_in_one_line(
    server: tuple[Secured, Interceptor], caplog: pytest.LogCaptureFixture, first: bytes, host: str
) -> None:
    sentence = f"Not simulated by Stocktake (--allow-host {host} lets it through)"
    with caplog.at_level(logging.WARNING, "stocktake"):
        for _ in range(2):
            with dial(server[1], first) as client:
                answer = read_all(client).decode()
            assert answer.startswith(f"HTTP/1.1 403 {sentence}\r\n")
            assert answer.endswith(f"\r\n\r\n{sentence}\n")
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(f"stocktake: refused {host}:")
    assert server[1].proxy.refused == {host: 2}
    assert journal(server[0].url) == []


def test_a_host_that_is_nearly_a_vendors_is_refused_with_a_hint(
    server: tuple[Secured, Interceptor], caplog: pytest.LogCaptureFixture
) -> None:
    with dial(server[1], b"CONNECT api.wholecel.io:443 HTTP/1.1\r\n\r\n") as client:
        read_all(client)
    assert caplog.messages[0].endswith("lets it through; did you mean api.wholecell.io?")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "wherefour.localhost", "x.example"])
def test_the_control_plane_is_not_reached_through_an_interceptor(
    server: tuple[Secured, Interceptor], host: str
) -> None:
    asked = b"GET /_sim/health HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % host.encode()
    with tunnel(*server, "api.wholecell.io") as client:
        client.sendall(asked)
        assert client.recv(100).startswith(b"HTTP/1.1 404 ")
    with dial(server[1], asked) as client:
        assert read_all(client).startswith(b"HTTP/1.1 404 ")
    with (
        server[0]
        .trust()
        .wrap_socket(
            socket.create_connection(("127.0.0.1", server[1].tls_port)), server_hostname="localhost"
        ) as client
    ):
        client.sendall(asked)
        assert client.recv(100).startswith(b"HTTP/1.1 404 ")


def test_a_first_request_that_comes_with_the_end_of_the_handshake_is_answered(
    server: tuple[Secured, Interceptor],
) -> None:
    for _ in range(50):
        with tunnel(*server, "api.wholecell.io") as client:
            client.sendall(HEAD)
            assert client.recv(100).startswith(b"HTTP/1.1 401 ")


def test_many_tunnels_at_once_and_a_long_body(server: tuple[Secured, Interceptor]) -> None:
    def three(_: int) -> list[int]:
        with proxied(*server) as client:
            return [client.get(INVENTORIES).status_code for _ in range(3)]

    with ThreadPoolExecutor(40) as pool:
        assert [code for codes in pool.map(three, range(40)) for code in codes] == [401] * 120
    with proxied(*server) as client:
        assert client.post(INVENTORIES, content=b"x" * 6_000_000).status_code in (400, 401)


def test_a_post_whose_reply_is_lost_in_a_tunnel_is_one_post_here(
    server: tuple[Secured, Interceptor],
) -> None:
    fault = {"simulator": "wholecell", "operation": "*", "kind": "lost_reply"}
    httpx.post(f"{server[0].url}/_sim/faults", json=fault).raise_for_status()
    with proxied(*server) as client, pytest.raises(httpx.RemoteProtocolError):
        client.post(INVENTORIES, json={})
    with proxied(*server) as client:
        assert client.post(INVENTORIES, json={}).status_code == 401
    assert len(journal(server[0].url, kind="exchange")) == 2


def test_each_interceptor_belongs_to_its_world() -> None:
    with intercepted("one", "two") as (found, (one, two)):
        with proxied(found, one) as client:
            client.get(INVENTORIES)
            client.get("http://my.wherefour.com/api/v1/inventory")
        with found.trust().wrap_socket(
            socket.create_connection(("127.0.0.1", two.tls_port)),
            server_hostname="api.wholecell.io",
        ) as client:
            client.sendall(HEAD)
            client.recv(100)
        arrived = {world: f"{found.url}/w/{world}" for world in ("default", "one", "two")}
        counts = {world: len(journal(url)) for world, url in arrived.items()}
        assert counts == {"default": 0, "one": 2, "two": 1}


def test_two_worlds_asked_at_once_by_kept_tunnels_get_each_its_own_requests() -> None:
    def ask(found: Secured, interceptor: Interceptor, name: str) -> None:
        with proxied(found, interceptor) as client:
            for number in range(10):
                client.get(f"{INVENTORIES}?{name}={number}")

    with intercepted("one", "two") as (found, (one, two)):
        with ThreadPoolExecutor(8) as pool:
            asked = [(found, one, "one"), (found, two, "two")] * 4
            list(pool.map(lambda given: ask(*given), asked))
        for world in ("one", "two"):
            rows = journal(f"{found.url}/w/{world}")
            assert len(rows) == 40
            assert all(str(row["query"]).startswith(f"{world}=") for row in rows)


class Elsewhere(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        said = b"%s %s %s" % (self.path.encode(), self.headers["host"].encode(), body)
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


def test_a_host_that_is_allowed_gets_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    port = elsewhere.server_port
    with intercepted("default", allowed=("127.0.0.1",)) as (found, (interceptor,)):
        with proxied(found, interceptor) as client:
            answer = client.post(f"http://127.0.0.1:{port}/a?b=1", content=b"body")
            assert answer.text == f"/a?b=1 127.0.0.1:{port} body"
        with dial(interceptor, b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n" % port) as through:
            assert through.recv(100).startswith(b"HTTP/1.1 200 ")
            through.sendall(b"POST /c HTTP/1.0\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
            assert read_all(through).endswith(b"/c h x")
    elsewhere.shutdown()
    elsewhere.server_close()


def test_an_allowed_host_that_does_not_answer_is_a_bad_gateway() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with intercepted("default", allowed=("127.0.0.1",)) as (_, (interceptor,)):
        for first in (b"CONNECT 127.0.0.1:%d", b"GET http://127.0.0.1:%d/"):
            with dial(interceptor, first % port + b" HTTP/1.1\r\n\r\n") as client:
                assert read_all(client).startswith(b"HTTP/1.1 502 ")


def test_a_client_that_does_not_trust_us_is_counted_by_name(
    server: tuple[Secured, Interceptor],
) -> None:
    proxies = {"https": f"http://127.0.0.1:{server[1].proxy_port}"}
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            session.get(INVENTORIES, proxies=proxies)
    wait_until(lambda: dict(server[0].tls.given_up()) == {"api.wholecell.io": 1})
