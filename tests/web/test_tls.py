"""TLS beside the plain port; docs/reference/interception.md, 4, 7 and 10."""

import logging
import os
import socket
import ssl
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stocktake.web import tls

from tests.secure import Secured, secured
from tests.sockets import head, journal, read_all, wait_until

VERSIONS = "/retailcrm/api/api-versions"


@pytest.fixture
def server() -> Iterator[Secured]:
    with secured() as found:
        yield found


def key(server: Secured) -> dict[str, str]:
    return {"X-API-KEY": httpx.get(f"{server.url}/_sim/env").json()["RETAILCRM_API_KEY"]}


def plant(server: Secured, kind: str, **more: object) -> None:
    body = {"simulator": "retailcrm", "operation": "api_versions", "kind": kind, **more}
    httpx.post(f"{server.url}/_sim/faults", json=body).raise_for_status()


def connect(server: Secured, name: str) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", server.tls_port), timeout=20)
    return server.trust().wrap_socket(plain, server_hostname=name)


@pytest.mark.parametrize(
    "name",
    [
        "localhost", "127.0.0.1", "::1", "api.wholecell.io", "my.wherefour.com",
        "demo.retailcrm.ru", "demo.simla.com", "www.getwhiplash.com", "retailcrm.localhost",
    ],
)  # fmt: skip
def test_the_certificate_is_for_our_names_and_the_vendors(server: Secured, name: str) -> None:
    with connect(server, name) as client:
        assert client.version() == "TLSv1.3"


@pytest.mark.parametrize(
    "name", ["example.com", "retailcrm.ru", "a.b.retailcrm.ru", "any.localhost"]
)
def test_the_certificate_is_for_no_other_name(server: Secured, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        connect(server, name)


def test_what_answers_by_tls_answers_beside_it_without(server: Secured) -> None:
    with server.client() as client:
        assert client.get(VERSIONS, headers=key(server)).status_code == 200
        variables = client.get("/_sim/env").json()
    assert variables["STOCKTAKE_URL"] == f"https://localhost:{server.tls_port}"
    assert httpx.get(f"{server.url}{VERSIONS}", headers=key(server)).status_code == 200
    assert [row["delivered"] for row in journal(server.url)] == [1, 1]


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("localhost", "/wholecell/api/v1/inventories"),
        ("wholecell.localhost", "/api/v1/inventories"),
        ("api.wholecell.io", "/api/v1/inventories"),
    ],
    ids=["path", "label", "vendor's host"],
)
def test_an_api_answers_by_tls_under_each_of_its_names(
    server: Secured, host: str, path: str
) -> None:
    with connect(server, host) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 401 ")
    assert [row["operation"] for row in journal(server.url)] == ["list_inventories"]


def test_connections_are_kept_and_closed_as_asked(server: Secured) -> None:
    for header in ({}, {"Connection": "close"}):
        with server.client() as client:
            for _ in range(3):
                assert client.get(VERSIONS, headers=key(server) | header).status_code == 200
    assert [row["delivered"] for row in journal(server.url)] == [1] * 6


@pytest.mark.parametrize("kind", ["lost_reply", "lost_request", "truncated", "timeout"])
def test_a_fault_that_cuts_is_by_tls_what_it_is_without(server: Secured, kind: str) -> None:
    seen = []
    with server.client() as secure, httpx.Client(base_url=server.url) as plain:
        for client in (plain, secure):
            plant(server, kind)
            with pytest.raises(httpx.TransportError) as caught:
                client.get(VERSIONS, headers=key(server), timeout=0.5)
            seen.append(type(caught.value))
    plainly, securely = (
        (row["status"], row["fault"], row["delivered"])
        for row in journal(server.url, kind="exchange")
    )
    assert plainly == securely
    assert seen[0] is seen[1]


def test_an_answer_cut_by_its_reader_in_the_middle_was_not_delivered(server: Secured) -> None:
    httpx.put(f"{server.url}/_sim/quirks/whiplash.most_per_page", json={"value": 100_000})
    header = f"X-API-KEY: {httpx.get(f'{server.url}/_sim/env').json()['WHIPLASH_API_KEY']}"
    path = "/whiplash/api/items?per_page=250&limit=250"
    with connect(server, "localhost") as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(head("GET", path, header) * 400)
        client.recv(1000)
        known = -1
        while known != (known := len(journal(server.url))):
            time.sleep(0.5)
    assert known < 400  # it has come to a stop
    wait_until(lambda: journal(server.url, kind="exchange")[-1]["delivered"] is False)
    assert journal(server.url, kind="exchange")[0]["delivered"] is True


def test_a_body_of_six_megabytes_arrives_by_tls(server: Secured) -> None:
    with server.client() as client:
        answer = client.post("/retailcrm/api/v5/nothing", content=b"x" * 6_000_000)
    assert answer.status_code in (400, 404)


def test_a_client_that_does_not_trust_us_is_counted_by_the_name_that_it_asked_for(
    server: Secured,
) -> None:
    stranger = ssl.create_default_context()
    plain = socket.create_connection(("127.0.0.1", server.tls_port), timeout=20)
    with pytest.raises(ssl.SSLCertVerificationError):
        stranger.wrap_socket(plain, server_hostname="api.wholecell.io")
    plain.close()
    with connect(server, "my.wherefour.com"):
        wait_until(lambda: dict(server.tls.given_up()) == {"api.wholecell.io": 1})


def test_tls_on_the_plain_port_is_said_once(
    server: Secured, caplog: pytest.LogCaptureFixture
) -> None:
    port = int(server.url.rpartition(":")[2])
    with caplog.at_level(logging.WARNING, "stocktake"):
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
                client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
                assert read_all(client) == b""
        wait_until(lambda: bool(caplog.messages))
    said = f"a client speaks TLS to the plain port {port}"
    assert [said in message for message in caplog.messages] == [True]


def test_at_no_moment_a_private_key_is_readable_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    real = tls.Tls

    def look(chain: Path, key_file: Path) -> tls.Tls:
        modes = [stat.S_IMODE(os.stat(path).st_mode) for path in (key_file, key_file.parent)]
        seen.append((modes[0], modes[1]))
        return real(chain, key_file)

    monkeypatch.setattr(tls, "Tls", look)
    tls.from_certificate(tls.make_certificate(["localhost"], hours=1), tmp_path)
    assert seen == [(0o600, 0o700)]
    assert list(tmp_path.iterdir()) == []


def test_without_tls_no_certificates_are_loaded() -> None:
    program = (
        "import sys, stocktake, stocktake.cli, stocktake.web.server, stocktake.commands.serve\n"
        "assert not {'cryptography', 'trustme'} & set(sys.modules), 'loaded'"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
