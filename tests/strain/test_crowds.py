"""Hundreds of clients at once: nothing is lost, and the journal has a row for each exchange."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sockets import dial, head
from tests.strain.crowd import Crowd
from tests.support import serving

SMALL_AND_LARGE = pytest.mark.parametrize(
    ("clients", "seconds"),
    [(20, 2.0), pytest.param(200, 40.0, marks=pytest.mark.full)],
)


def ask(url: str, sql: str) -> list[list[Any]]:
    rows: list[list[Any]] = httpx.post(f"{url}/_sim/sql", json={"sql": sql}, timeout=60).json()[
        "rows"
    ]
    return rows


@SMALL_AND_LARGE
@pytest.mark.parametrize("worlds", [1, 50])
def test_a_crowd_loses_nothing_and_meets_no_500(
    tmp_path: Path, worlds: int, clients: int, seconds: float
) -> None:
    with serving(tmp_path, "--journal", "0", "--clock", "manual") as (_, url):
        names = ["default", *(f"w{number}" for number in range(1, worlds))]
        for name in names[1:]:
            made = httpx.post(f"{url}/_sim/worlds", json={"name": name, "from": "default"})
            assert made.status_code == 201
        crowd = Crowd(url, httpx.get(f"{url}/_sim/env").json(), names)
        crowd.run(clients=clients, seconds=seconds)
        assert set(crowd.statuses) == {200, 404}
        assert sum(crowd.exchanges.values()) > clients
        for name in names:
            at = url if name == "default" else f"{url}/w/{name}"
            kinds = ask(at, "SELECT kind, delivered, count(*) FROM journal GROUP BY 1, 2")
            expected = [["exchange", 1, crowd.exchanges[name]]] if crowd.exchanges[name] else []
            assert kinds == expected
            # Every answered write is there, once.
            sql = "SELECT display_name FROM wherefour_customer WHERE display_name LIKE 'crowd %'"
            kept = sorted(row[0] for row in ask(at, sql))
            assert kept == sorted(crowd.made.get(name, []))


@pytest.mark.parametrize("clients", [200])
def test_the_process_ends_while_clients_hold_connections(tmp_path: Path, clients: int) -> None:
    held = [
        b"", b"GET /_sim/health HTTP", head("POST", "/_sim/sql", "Content-Length: 9") + b"{",
        head("GET", "/_sim/health"), head("GET", "/wherefour/api/v1/inventory"),
    ]  # fmt: skip
    with serving(tmp_path) as (process, url):
        planted = {"simulator": "wherefour", "operation": "*", "kind": "timeout", "times": 1000}
        httpx.post(f"{url}/_sim/faults", json=planted)
        connections = [dial(url) for _ in range(clients)]
        for number, connection in enumerate(connections):
            connection.sendall(held[number % len(held)])
        time.sleep(1)
        begun = time.monotonic()
        process.terminate()
        assert process.wait(10) == 0
        assert time.monotonic() - begun < 5
        for connection in connections:
            connection.close()
        assert process.stderr.read() == ""


FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
STUBBORN = (
    "SELECT length(trim(replace(hex(zeroblob(500000)), '0', 'a'),"
    " replace(hex(zeroblob(500000)), '0', 'b') || 'a'))"
)


@pytest.mark.parametrize("sql", [FOREVER, STUBBORN], ids=["endless", "cannot be interrupted"])
def test_the_process_ends_while_a_long_question_runs(tmp_path: Path, sql: str) -> None:
    body = httpx.Request("POST", "http://x", json={"sql": sql}).content
    with serving(tmp_path) as (process, url):
        asking = [dial(url) for _ in range(3)]
        for client in asking:
            length = f"Content-Length: {len(body)}"
            client.sendall(head("POST", "/_sim/sql", length) + body)
        time.sleep(0.5)
        begun = time.monotonic()
        process.terminate()
        assert process.wait(20) == 0
        assert time.monotonic() - begun < 5
        for client in asking:
            client.close()


def test_the_process_ends_by_force_while_one_turn_keeps_it(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url):
        made = b'{"name": "large", "scale": 2000}'  # takes minutes
        with dial(url) as client:
            length = f"Content-Length: {len(made)}"
            client.sendall(head("POST", "/_sim/worlds", length) + made)
            time.sleep(0.5)
            process.terminate()
            assert process.wait(20) == 1
        assert "ended by force" in process.stderr.read()
