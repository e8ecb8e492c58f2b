"""What a client may cost: long bodies, silence, long heads, slow readers, descriptors."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from stocktake import SIMULATORS
from stocktake.core.simulator import Api
from stocktake.web.limits import MIB, Limits
from stocktake.web.sandbox import Response, Sandbox

from tests.failures import failures_of
from tests.sockets import dial, head, journal, read_all, wait_until
from tests.support import REAL_STOCKTAKE, Listening, serving

INVENTORY = "/wherefour/api/v1/inventory"
ORDERS = "/wherefour/api/v1/customers/1/orders"
APIS = [(s.name, api) for s in SIMULATORS for api in s.apis]
QUICK = Limits(head_s=0.4, silence_s=0.5, keep_alive_s=1, max_head=20_000)


@pytest.fixture
def impatient() -> Iterator[str]:
    """The URL of a server that waits for nobody."""
    with Sandbox(SIMULATORS, limits=QUICK) as sandbox, sandbox.listening() as url:
        yield url


# Bodies


@pytest.mark.parametrize(("simulator", "api"), APIS, ids=[api.name for _, api in APIS])
def test_a_body_over_16_mib_is_413_in_the_vendors_envelope(
    listening: Listening, simulator: str, api: Api
) -> None:
    answer = httpx.post(f"{listening.url}/{api.name}/anything", content=bytes(16 * MIB + 1))
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    plain = Response(413, dict(answer.headers), answer.content)
    assert failures_of(simulator).in_envelope(plain), answer.text
    assert "nternal" not in answer.text
    (row,) = journal(listening.url)
    assert (row["kind"], row["simulator"], row["status"]) == ("exchange", simulator, 413)
    assert row["request_body"] is None
    note = {"refused": "the body is longer than 16 MiB (`serve --max-body` takes more)"}
    assert row["note"] == note
    exactly = httpx.post(f"{listening.url}/{api.name}/anything", content=bytes(16 * MIB))
    assert exactly.status_code != 413


def test_a_body_that_says_how_long_it_is_is_refused_before_a_byte_of_it(
    listening: Listening,
) -> None:
    with dial(listening.url) as client:
        client.sendall(head("POST", ORDERS, f"Content-Length: {2**40}", "Expect: 100-continue"))
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_a_body_without_end_is_refused_once_it_is_too_long(listening: Listening) -> None:
    sent = 0
    with dial(listening.url) as client:
        client.sendall(head("POST", ORDERS, "Transfer-Encoding: chunked"))
        part = b"100000\r\n" + bytes(MIB) + b"\r\n"
        with pytest.raises(ConnectionError):
            while sent < 20_000:
                client.sendall(part)
                sent += 1
                time.sleep(0.01)
    assert sent > 16
    (row,) = journal(listening.url)
    assert (row["status"], row["kind"]) == (413, "exchange")
    assert httpx.get(f"{listening.url}/_sim/health").status_code == 200


def test_the_control_plane_refuses_a_long_body_but_that_of_a_saved_world() -> None:
    limits = Limits(max_body=100_000)
    with Sandbox(SIMULATORS, token="key", limits=limits) as sandbox, sandbox.listening() as url:
        key = {"Authorization": "Bearer key"}
        long = bytes(100_001)
        for path in ("/_sim/sql", "/_sim/clock/advance"):
            refused = httpx.post(f"{url}{path}", content=long, headers=key)
            assert refused.status_code == 413
            assert refused.json()["error"]["status"] == 413
        saved = httpx.get(f"{url}/_sim/database", headers=key).content
        assert len(saved) > 100_000
        put = httpx.put(f"{url}/_sim/database", content=saved, headers=key)
        assert put.status_code == 200
        # Whoever has no token fills no memory.
        assert httpx.put(f"{url}/_sim/database", content=saved).status_code == 413


def test_serve_takes_longer_bodies_when_it_is_told(tmp_path: Path) -> None:
    with serving(tmp_path, "--max-body", "17") as (_, url):
        taken = httpx.post(f"{url}{ORDERS}", content=bytes(16 * MIB + 1), timeout=60)
        assert taken.status_code != 413
        answer = httpx.post(f"{url}{ORDERS}", content=bytes(17 * MIB + 1), timeout=60)
        assert answer.status_code == 413
        assert "17 MiB" in answer.text


# Silence


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        (b"GET /_sim/health HT", b"HTTP/1.1 408 "),
        (b"GET /_sim/health HTTP/1.1\r\nHost: x", b"HTTP/1.1 408 "),
        (b"\r\n", b"HTTP/1.1 408 "),
        (b"", b""),
        (head("POST", ORDERS, "Content-Length: 9") + b"a", b"HTTP/1.1 408 "),
        (head("POST", ORDERS, "Transfer-Encoding: chunked") + b"5\r\na", b"HTTP/1.1 408 "),
        (head("GET", INVENTORY) + b"GET ", b"HTTP/1.1 401 "),
    ],
    ids=["half a line", "half a head", "no line", "nothing", "half a body", "half a chunk",
         "half a second request"],
)  # fmt: skip
def test_a_client_that_waits_halfway_is_cut(impatient: str, said: bytes, answered: bytes) -> None:
    begun = time.monotonic()
    with dial(impatient) as client:
        client.sendall(said)
        assert read_all(client).startswith(answered)
    assert time.monotonic() - begun < 5


def test_a_head_that_drips_is_cut_all_the_same(impatient: str) -> None:
    begun = time.monotonic()
    with dial(impatient) as client, pytest.raises(ConnectionError):
        client.sendall(b"GET /_sim/health HTTP/1.1\r\n")
        while time.monotonic() < begun + 10:
            client.sendall(b"X: y\r\n")
            time.sleep(0.05)
    assert time.monotonic() - begun < 5


def test_a_body_that_drips_is_read_as_long_as_something_comes(impatient: str) -> None:
    with dial(impatient) as client:
        client.sendall(head("POST", ORDERS, "Content-Length: 10", "Connection: close"))
        for _ in range(10):
            time.sleep(0.15)  # in all three times as long as a silence may be
            client.sendall(b"a")
        assert read_all(client).startswith(b"HTTP/1.1 401 ")


def test_a_request_that_waits_behind_a_slow_one_is_not_cut(impatient: str) -> None:
    planted = {"simulator": "wherefour", "operation": "*", "kind": "latency", "ms": 0}
    httpx.post(f"{impatient}/_sim/faults", json={**planted, "wall_ms": 1500})
    second = head("POST", ORDERS, "Content-Length: 5", "Connection: close")
    with dial(impatient) as client:
        client.sendall(head("GET", INVENTORY) + second + b"a")
        time.sleep(1.7)
        client.sendall(b"aaaa")
        assert read_all(client).count(b"HTTP/1.1 401 ") == 2


def test_half_a_body_that_is_cut_has_its_row(impatient: str) -> None:
    with dial(impatient) as client:
        client.sendall(head("POST", ORDERS, "Content-Length: 9") + b"abc")
        read_all(client)
    wait_until(lambda: bool(journal(impatient)))
    assert [(row["kind"], row["note"]) for row in journal(impatient)] == [
        ("not_received", {"bytes": 3, "of": 9})
    ]


def test_a_head_without_end_is_refused(impatient: str) -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(100))
    with dial(impatient) as client:
        try:
            for at in range(0, len(lines), 5000):
                client.sendall((b"GET / HTTP/1.1\r\n" if not at else b"") + lines[at : at + 5000])
                time.sleep(0.005)
        except ConnectionError:
            pass
        else:
            assert read_all(client).startswith(b"HTTP/1.1 431 ")
    assert httpx.get(f"{impatient}/_sim/health").status_code == 200


def test_a_reader_that_stops_is_cut_and_its_answer_was_not_delivered() -> None:
    with Sandbox(SIMULATORS, limits=QUICK, scale=20) as sandbox, sandbox.listening() as url:
        key = f"X-API-KEY: {sandbox.env['WHIPLASH_API_KEY']}"
        httpx.put(f"{url}/_sim/quirks/whiplash.most_per_page", json={"value": 100_000})
        with dial(url) as client:
            client.sendall(head("GET", "/whiplash/api/items?per_page=250&limit=250", key) * 100)
            wait_until(lambda: bool(journal(url)) and journal(url)[-1]["delivered"] is False)
        assert len(journal(url)) < 100


def test_an_idle_connection_is_kept_for_75_seconds() -> None:
    assert Limits().keep_alive_s == 75


# Descriptors

_LIMITED = "import resource, os, sys; resource.setrlimit(resource.RLIMIT_NOFILE, ({}, {}));"
_LIMITED += " os.execv(sys.argv[1], sys.argv[1:])"


def limited(tmp_path: Path, soft: int, hard: int) -> subprocess.Popen[str]:
    """Run `stocktake serve` with these limits of descriptors; its port goes into a file."""
    serve = [REAL_STOCKTAKE, "serve", "--port", "0", "--port-file", str(tmp_path / "port")]
    return subprocess.Popen(
        [sys.executable, "-c", _LIMITED.format(soft, hard), *serve],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def url_of(tmp_path: Path) -> str:
    """Return the URL of a server that writes its port into this directory."""
    wait_until(lambda: (tmp_path / "port").exists(), seconds=60)
    return f"http://127.0.0.1:{(tmp_path / 'port').read_text().strip()}"


def test_the_soft_limit_of_descriptors_is_raised_to_the_hard_one(tmp_path: Path) -> None:
    process = limited(tmp_path, 100, 400)
    try:
        url_of(tmp_path)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        assert re.search(r"Max open files +400 +400", limits)
    finally:
        process.kill()
        process.communicate()


def test_forks_copy_where_few_descriptors_are_left(tmp_path: Path) -> None:
    process = limited(tmp_path, 120, 120)
    try:
        url = url_of(tmp_path)
        for number in range(150):
            made = {"name": f"w{number}", "from": "default"}
            assert httpx.post(f"{url}/_sim/worlds", json=made).status_code == 201
        clients = [dial(url) for _ in range(15)]
        assert httpx.get(f"{url}/w/w149/_sim/health").json()["worlds"] == 151
        for client in clients:
            client.close()
    finally:
        process.kill()
        process.communicate()


def test_a_shortage_of_descriptors_is_said_once_and_passes(tmp_path: Path) -> None:
    process = limited(tmp_path, 60, 60)
    try:
        url = url_of(tmp_path)
        clients = []
        for _ in range(200):
            try:
                clients.append(dial(url))
            except OSError:
                break
        time.sleep(1)
        for client in clients:
            client.close()
        wait_until(lambda: _answers(url))
    finally:
        process.terminate()
        said = process.communicate(timeout=20)[1]
    assert said.count("connections are refused") == 1
    assert len(said.splitlines()) == 1


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_sim/health").status_code == 200
    except httpx.TransportError:
        return False
