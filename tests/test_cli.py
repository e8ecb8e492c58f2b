"""The command line as users see it: real processes, real signals, one line per mistake."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support import STOCKTAKE, run, serving


def test_serve_prints_its_urls_and_one_ready_line_and_ends_cleanly_on_sigterm(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as (process, url):
        assert httpx.get(f"{url}/_sim/clock").json()["mode"] == "flowing"
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert errors == ""
    assert f"{url}/wherefour/api/v1" in output
    assert f"{url}/retailcrm" in output
    assert f"{url}/_sim" in output
    assert len([line for line in output.splitlines() if line.startswith("ready at")]) == 1


def test_serve_takes_seed_clock_tick_and_time(tmp_path: Path) -> None:
    options = ["--seed", "7", "--clock", "manual", "--tick", "500", "--seed-set", "catalogue"]
    with serving(
        tmp_path, *options, "--now", "2026-03-02T09:00:00Z", "--scale", "2", "--journal", "0"
    ) as (_, url):
        assert httpx.get(f"{url}/_sim/clock").json() == {
            "now": "2026-03-02T09:00:00.000Z", "mode": "manual", "tick_ms": 500, "factor": 1.0,
            "idle_advance": False,
        }  # fmt: skip
        sql = {"sql": "SELECT most_rows, most_bytes FROM journal_state"}
        assert httpx.post(f"{url}/_sim/sql", json=sql).json()["rows"] == [[None, None]]
        sql = {"sql": "SELECT seed, (SELECT count(*) FROM v_stock WHERE sku = 'SK0001') FROM world"}
        assert httpx.post(f"{url}/_sim/sql", json=sql).json()["rows"] == [[7, 0]]


def test_serve_lets_callbacks_go_to_the_hosts_that_it_is_told(tmp_path: Path) -> None:
    action = {"code": "inventoriesUpload", "url": "/x", "callPoints": ["any"]}
    reasons = []
    with serving(tmp_path, "--allow-callback-host", "known.invalid") as (_, url):
        headers = {"X-API-KEY": httpx.get(f"{url}/_sim/env").json()["RETAILCRM_API_KEY"]}
        for host in ("known.invalid", "stranger.invalid"):
            module = {
                "name": "W", "clientId": "c", "baseUrl": f"http://{host}:9",
                "integrations": {"store": {"actions": [action]}},
            }  # fmt: skip
            path = f"{url}/retailcrm/api/v5/integration-modules/wh/edit"
            sent = {"integrationModule": json.dumps(module)}
            httpx.post(path, data=sent, headers=headers).raise_for_status()
            event = {"simulator": "retailcrm", "event": "request_inventories", "module": "wh"}
            answer = httpx.post(f"{url}/_sim/events", json=event, timeout=60).json()
            reasons.append(answer["callbacks"][0]["reason"])
        fault = {"simulator": "retailcrm", "operation": "*", "kind": "delay", "ms": 300}
        httpx.post(f"{url}/_sim/faults", json=fault).raise_for_status()
        late = httpx.post(f"{url}/_sim/events", json=event).json()["callbacks"][0]
        wait = {"match": {"kind": "callback"}, "after": late["turn"], "timeout": "30s"}
        waited = httpx.post(f"{url}/_sim/journal/wait", json=wait, timeout=60).json()
        assert (late["state"], waited["matched"]) == ("waiting", True)
    assert reasons[0].startswith(("no connection", "no answer"))
    assert reasons[1].startswith("not called: stranger.invalid is not this machine")


def test_env_prints_what_clients_want_in_three_forms(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, url):
        variables = json.loads(run("env", "--url", url, "--json").stdout)
        assert variables["STOCKTAKE_URL"] == url
        assert variables["WHEREFOUR_BASE_URL"] == f"{url}/wherefour/api/v1"
        assert variables["RETAILCRM_BASE_URL"] == f"{url}/retailcrm"
        assert {"WHEREFOUR_USERNAME", "WHEREFOUR_PASSWORD", "RETAILCRM_API_KEY"} <= set(variables)
        dotenv = run("env", "--url", url).stdout
        assert f"WHEREFOUR_BASE_URL={url}/wherefour/api/v1\n" in dotenv
        assert run("env", "--url", url, "--dotenv").stdout == dotenv
        shell = run("env", "--url", url, "--shell").stdout
        assert f"export RETAILCRM_BASE_URL='{url}/retailcrm'\n" in shell
        echoed = subprocess.run(
            ["sh", "-c", f'{shell} echo "$RETAILCRM_API_KEY"'], capture_output=True, text=True
        )
        assert echoed.stdout.strip() == variables["RETAILCRM_API_KEY"]
        httpx.post(f"{url}/_sim/worlds", json={"name": "w1", "from": "default"})
        forked = json.loads(run("env", "--url", f"{url}/w/w1", "--json").stdout)
        assert forked["RETAILCRM_BASE_URL"] == f"{url}/w/w1/retailcrm"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--seed-set", "none"], "--seed-set"),
        (["serve", "--now", "tomorrow", "--port", "0"], "write 2026-01-31T09:00:00Z"),
        (["serve", "--host", "0.0.0.0", "--port", "0"], "--token"),
        (["env", "--url", "http://127.0.0.1:1"], "is `stocktake serve` running there?"),
        (["env"], "--url"),
        (["check", "--engine", ""], "--engine is empty"),
        (["check", "--engine", "true", "--scenario", "no such"], "no such"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, url):
        done = run("serve", "--port", url.rsplit(":", 1)[1])
    assert done.returncode == 2
    assert "choose another --port" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_control_plane_wants_its_token_where_one_is_set(tmp_path: Path) -> None:
    with serving(tmp_path, "--token", "open sesame") as (_, url):
        assert httpx.get(f"{url}/_sim/health").status_code == 200  # the one that needs none
        assert httpx.get(f"{url}/_sim/clock").status_code == 401
        headers = {"Authorization": "Bearer open sesame"}
        assert httpx.get(f"{url}/_sim/clock", headers=headers).status_code == 200
        assert run("env", "--url", url, "--token", "open sesame").returncode == 0
        assert httpx.get(f"{url}/wherefour/api/v1/inventory").status_code == 401  # the vendor's own


def test_stocktake_token_stands_for_a_token_that_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTAKE_TOKEN", "from outside")
    with serving(tmp_path) as (_, url):
        assert httpx.get(f"{url}/_sim/clock").status_code == 401
        planted = ("fault", "wherefour", "*", "lost_reply", "--url", url)
        saved = str(tmp_path / "saved.db")
        for known in (("env", "--url", url), planted, ("save", saved, "--url", url)):
            assert run(*known).returncode == 0
        assert run("load", saved, "--url", url).returncode == 0
        assert run("env", "--url", url, "--token", "another").returncode == 2
        monkeypatch.delenv("STOCKTAKE_TOKEN")
        assert run("env", "--url", url).returncode == 2
    assert "[env var: STOCKTAKE_TOKEN" in " ".join(run("serve", "--help").stdout.split())


def test_an_empty_token_is_refused_because_everybody_has_it() -> None:
    assert "--token is empty" in run("serve", "--host", "0.0.0.0", "--token", "").stderr


def test_help_answers_without_loading_the_server() -> None:
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", STOCKTAKE, "--help"],
        capture_output=True, text=True, check=True, env=dict(os.environ),
    )  # fmt: skip
    assert "serve" in listed.stdout
    assert "connexion" not in listed.stderr
