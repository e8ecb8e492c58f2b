"""`intercepting()` and its control calls; docs/reference/interception.md, 4, 5, 10, 11."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from stocktake import Sandbox, connect
from stocktake.core.errors import Conflict, NotFound, Unauthorized
from stocktake.web.control import interceptors

from tests.sockets import read_all

URL = "https://api.wholecell.io/api/v1/inventories"
ASK = f"import urllib3; print(urllib3.PoolManager().request('GET', '{URL}', retries=False).status)"


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(seed_set="documented") as sandbox, sandbox.listening():
        sandbox.fork("w1")
        sandbox.fork("w2")
        yield sandbox


@pytest.fixture(autouse=True)
def emptied(server: Sandbox) -> None:
    for world in ("default", "w1", "w2"):
        server.in_world(world).clear_journal()


def counts(server: Sandbox) -> list[int]:
    return [len(server.in_world(world).journal()) for world in ("default", "w1", "w2")]


def answers_at(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.needs("curl")
def test_programs_that_get_the_variables_come_to_the_world(server: Sandbox) -> None:
    with server.intercepting(world="w1", here=False) as variables:
        assert variables["WHOLECELL_BASE_URL"] == f"{server.url}/w/w1/wholecell/api/v1"
        child = {**os.environ, **variables}
        for command in (["curl", "-sS", "-o", "/dev/null", URL], [sys.executable, "-c", ASK]):
            subprocess.run(command, env=child, check=True, capture_output=True)
    assert counts(server) == [0, 2, 0]


@pytest.mark.parametrize("name", ["sandbox", "connected"])
def test_this_process_is_led_until_the_block_ends(server: Sandbox, name: str) -> None:
    environment, lookup = dict(os.environ), socket.getaddrinfo
    world: Any = server if name == "sandbox" else connect(server.url)
    session = requests.Session()
    with world.intercepting():
        assert requests.get(URL).status_code == 401
        assert session.get(URL.replace("https", "http")).status_code == 401
        assert httpx.get(URL).status_code == 401
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(URL)
    session.close()
    assert counts(server) == [4, 0, 0]
    assert socket.getaddrinfo is lookup
    assert dict(os.environ) == environment


def test_a_proxy_of_the_environment_does_not_come_between(
    server: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with server.intercepting() as variables:
        assert requests.get(URL).status_code == 401
        assert variables["ALL_PROXY"] == ""
    assert os.environ["HTTPS_PROXY"] == os.environ["ALL_PROXY"] == "http://127.0.0.1:9"


def test_a_client_that_was_made_before_reaches_nobody(server: Sandbox) -> None:
    # Section 5: it would go to the real vendor; led here, it does not trust our certificate.
    stranger = ssl.create_default_context()
    with (
        httpx.Client(verify=stranger) as client,
        server.intercepting(),
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        client.get(URL)
    assert counts(server) == [0, 0, 0]


def test_what_is_not_simulated_is_refused_in_this_process_too(
    server: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    with server.intercepting():
        for host, hint in (("example.com", ""), ("api.wholecel.io", "; did you mean api.whole")):
            with pytest.raises(OSError, match=f"Not simulated by Stocktake: refused {host}") as no:
                socket.getaddrinfo(host, 443)
            assert hint in str(no.value)
        assert socket.getaddrinfo("127.0.0.1", 80)
    assert capfd.readouterr().err.count("stocktake: refused") == 2


def test_a_host_that_is_allowed_is_looked_up(
    server: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def look_up(*given: Any, **_: Any) -> list[Any]:
        asked.append(given[:2])
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with server.intercepting(allow_hosts=["example.com"]):
        socket.getaddrinfo("example.com", 443)
    assert ("example.com", 443) in asked


@pytest.mark.needs("curl")
def test_two_at_once_keep_two_worlds_apart(server: Sandbox) -> None:
    both = threading.Barrier(2)

    def ask(world: str) -> None:
        with server.intercepting(world=world) as variables:
            both.wait(20)
            command = ["curl", "-sS", "-o", "/dev/null", *[URL] * 5]
            subprocess.run(command, env={**os.environ, **variables}, check=True)
            both.wait(20)

    lookup = socket.getaddrinfo
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, ["w1", "w2"]))
    assert counts(server) == [0, 5, 5]
    assert socket.getaddrinfo is lookup


def test_of_two_blocks_at_once_the_later_one_leads_this_process(server: Sandbox) -> None:
    with server.intercepting(world="w1"):
        with server.intercepting(world="w2"):
            requests.get(URL)
        requests.get(URL)
        requests.get(URL)
    assert counts(server) == [0, 2, 1]


def test_ports_files_and_kept_connections_are_gone_after_it(
    server: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with server.intercepting() as variables, requests.Session() as session:
        assert session.get(URL).status_code == 401
        ports = [int(text) for text in variables["STOCKTAKE_INTERCEPT"].split()[:2]]
        assert all(map(answers_at, ports))
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert files
        assert not [path for path in files if b"PRIVATE KEY" in path.read_bytes()]
        kept = socket.create_connection(("127.0.0.1", ports[0]), timeout=20)
    with kept:
        assert read_all(kept) == b""
    assert not any(map(answers_at, ports))
    assert list(tmp_path.iterdir()) == []
    assert server.host.interceptors == server.host.port_worlds == {}


def test_an_interceptor_goes_with_its_world(server: Sandbox) -> None:
    server.fork("short")
    with server.intercepting(world="short", here=False) as variables:
        port = int(variables["STOCKTAKE_INTERCEPT"].split()[0])
        server.delete_world("short")
        assert not answers_at(port)


def test_the_calls_say_what_an_interceptor_is_and_what_it_refused(server: Sandbox) -> None:
    opened = server.in_world("w1").open_interceptor(allow_hosts=["Allowed.example"])
    assert opened["allow_hosts"] == ["allowed.example"]
    assert "*.retailcrm.ru" in opened["hosts"]
    assert opened["authority"].encode() == server.get_authority()
    proxy = f"http://127.0.0.1:{opened['proxy_port']}"
    with httpx.Client(proxy=proxy) as client, pytest.raises(httpx.ProxyError, match="403"):
        client.get("https://example.com")
    with pytest.raises(NotFound, match=f"no interceptor {opened['id']} of this world; open: none"):
        server.close_interceptor(opened["id"])
    closed = server.in_world("w1").close_interceptor(opened["id"])
    assert closed == {"refused": {"example.com": 1}}


def test_wrong_use_says_what_to_do(server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFound, match="there is no world 'w3'"), server.intercepting(world="w3"):
        pass
    monkeypatch.setattr(interceptors, "MOST", 0)
    with pytest.raises(Conflict, match="close one that you need no more"), server.intercepting():
        pass
    far = connect("http://198.51.100.7:8700")
    with pytest.raises(RuntimeError, match="`stocktake exec --intercept`"), far.intercepting():
        pass


def test_without_a_socket_nothing_can_be_intercepted_and_there_is_no_authority() -> None:
    with Sandbox(seed_set="shelf", token="t") as sandbox:
        with pytest.raises(Conflict, match=r"with sandbox\.listening\(\)"), sandbox.intercepting():
            pass
        with pytest.raises(NotFound, match="start `stocktake serve --tls`"):
            sandbox.get_authority()
        assert sandbox.request("GET", "/_sim/ca.pem").status == Unauthorized.status
        assert sandbox.request("POST", "/_sim/interceptors").status == Unauthorized.status


def test_one_server_after_another_has_interceptors_of_its_own() -> None:
    with Sandbox(seed_set="shelf") as sandbox:
        for _ in range(2):
            with sandbox.listening(), sandbox.intercepting(here=False) as variables:
                port = int(variables["STOCKTAKE_INTERCEPT"].split()[0])
                assert answers_at(port)
            assert not answers_at(port)
        with sandbox.listening():
            forgotten = sandbox.open_interceptor()
        assert sandbox.host.interceptors == sandbox.host.port_worlds == {}
        assert not answers_at(forgotten["proxy_port"])
