"""The benchmark runs and saves every number that it shows; the values are not tested."""

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks import cases, goals, interleave, lists, page, peers, processes, programs
from benchmarks.handwritten import HandWritten
from benchmarks.interleave import Point
from benchmarks.options import Run
from stocktake.core.catalogue import load
from stocktake.core.registry import ours
from stocktake.core.simulator import Simulator
from stocktake.web.operations import build_table
from stocktake.web.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]
PATHS = os.pathsep.join(str(ROOT / name) for name in ("simulators", ".", "scripts"))


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        env={**os.environ, "PYTHONPATH": PATHS}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    kept = tmp_path_factory.mktemp("bench") / "bench.json"
    tiny = ["--quick", "--seconds", "0.02", "--rounds", "1", "--skus", "1,200"]
    done = bench(*tiny, "--only", "requests,state", "--json", str(kept))
    assert done.returncode == 0, done.stderr
    for word in ("list", "get", "post", "by hand", "full journal", "fork", "restore", "snapshot"):
        assert word in done.stdout
    loaded: dict[str, Any] = json.loads(kept.read_text())
    return loaded


def test_every_request_is_timed_beside_the_same_work_by_hand_and_a_bare_app(
    report: dict[str, Any],
) -> None:
    measured = report["requests"]["cases"]
    assert set(measured) == {"list", "get", "post", "404", "422"}
    for name, case in measured.items():
        for server in ("ours", "bare", *(("handwritten", "full") if name.isalpha() else ())):
            assert 0 < case[server]["cpu_us"] <= case[server]["cpu_us_median"]
            assert 0 < case[server]["p50_ms"] <= case[server]["p99_ms"]
            assert len(case["rounds"][server]) == 1
        assert case["bare_by_ours"]["least"] > 0


def test_worlds_are_timed_at_every_size(report: dict[str, Any]) -> None:
    goods = len(load()["items"])  # worlds hold whole copies of the catalogue
    assert [size["skus"] for size in report["state"]["sizes"]] == [goods, 2 * goods]
    for size in report["state"]["sizes"]:
        for step in ("copy", "fork", "fork_changed", "restore", "reset", "snapshot"):
            assert size[f"{step}_ms"] > 0
    assert report["state"]["a_test"]["total_ms"] > 0


def test_every_goal_stands_beside_its_figure(report: dict[str, Any]) -> None:
    assert {goal["met"] for goal in report["goals"]} <= {True, False}
    named = {goal["what"].split(":")[0] for goal in report["goals"]}
    assert {"list", "get", "post"} <= named


def test_a_part_that_is_not_measured_again_stays_in_the_file(
    report: dict[str, Any], tmp_path: Path
) -> None:
    kept = tmp_path / "bench.json"
    kept.write_text(json.dumps({**report, "state": {}}))
    done = bench("--quick", "--only", "state", "--skus", "1", "--json", str(kept))
    assert done.returncode == 0, done.stderr
    found = json.loads(kept.read_text())
    assert found["requests"] == report["requests"]
    assert [size["skus"] for size in found["state"]["sizes"]] == [len(load()["items"])]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--skus", "many"], ["--skus", "0"], ["--seconds", "0"], ["--only", "everything"],
        ["--against", "no-such-commit"],
    ],
)  # fmt: skip
def test_a_mistake_is_said_before_anything_runs(arguments: list[str]) -> None:
    done = bench(*arguments)
    assert done.returncode == 2
    assert arguments[0] in done.stderr
    assert "Traceback" not in done.stderr


# The hand-written app


@pytest.fixture
def ready() -> Iterator[Sandbox]:
    with Sandbox(seed_set="both") as sandbox:
        yield sandbox


def asked_by_hand(app: HandWritten, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send one raw request to the hand-written app without a socket."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    method, target, _ = first.decode().split()
    path, _, query = target.partition("?")
    pairs = [line.partition(b": ") for line in lines]
    sent: list[Any] = []

    async def receive() -> Any:
        return {"body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "method": method, "path": path, "query_string": query.encode(), "scheme": "http",
        "headers": [(name.lower(), value) for name, _, value in pairs],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], named, sent[1]["body"]


def asked_of_ours(sandbox: Sandbox, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    answer = sandbox.request(method, target, headers=headers, data=body)
    return answer.status, answer.headers, answer.body


def rows(db: Any, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, stored JSON read."""
    cursor = db.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in found:
        row.pop("size", None)  # spaces in the JSON beside it count, and mean nothing
        for name in ("request_headers", "reply_headers"):
            if name in row:
                row[name] = json.loads(row[name])
    return found


def test_the_app_by_hand_does_the_same_work_to_the_byte(ready: Sandbox) -> None:
    app = HandWritten(ready.world().image().content)
    for case in cases.cases()[:3]:
        for raw in case.requests:
            status, headers, body = asked_by_hand(app, raw)
            ours = asked_of_ours(ready, raw)
            assert (status, body) == (ours[0], ours[2]), case.name
            assert {name.lower(): value for name, value in headers.items()} == ours[1]
    for table in ("journal", "ledger", "retailcrm_inventory", "journal_state", "world"):
        by_hand, here = rows(app.db, table), rows(ready.world().db, table)
        if table == "journal_state":
            by_hand, here = ([{**r, "kept_bytes": 0} for r in each] for each in (by_hand, here))
        assert by_hand == here, table


def test_the_app_by_hand_keeps_a_full_journal_as_long_as_ours(ready: Sandbox) -> None:
    ready.world().run("UPDATE journal_state SET most_rows = 3")
    app = HandWritten(ready.world().image().content)
    get = cases.first_request()
    for _ in range(5):
        asked_by_hand(app, get)
        asked_of_ours(ready, get)
    kept = "SELECT min(seq), max(seq), count(*) FROM journal"
    assert app.db.execute(kept).fetchone() == ready.world().db.execute(kept).fetchone() == (3, 5, 3)


# What is measured


def test_the_time_of_threads_that_have_ended_counts() -> None:
    """Servers that start a thread for each connection would seem to cost nothing."""
    busy = "def burn():\n    for _ in range(3_000_000): pass\n"
    thread = "import sys, threading; t = threading.Thread(target=burn); t.start(); t.join()\n"
    code = f"{busy}{thread}print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert (processes.tree_cpu(process.pid) or 0.0) > 0.04
        process.communicate()


# Other commits


def test_a_version_without_a_tag_is_the_last_commit_that_has_it(tmp_path: Path) -> None:
    here, cache = tmp_path / "repository", tmp_path / "cache"
    here.mkdir()

    def git(*arguments: str) -> None:
        named = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"]
        subprocess.run(["git", "-C", str(here), *named, *arguments], check=True)

    git("init", "--quiet")
    for version, module in (("0.1.0", "first"), ("0.1.0", "last"), ("0.2.0", "later")):
        scripts = f'[project.scripts]\nstocktake = "{module}.cli:main"\n'
        (here / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n{scripts}')
        git("add", ".")
        git("commit", "--quiet", "--message", module)
    old = programs.against("0.1.0", cache, here)
    assert old.command("serve")[2].startswith("import sys; from last.cli import main")
    assert old.environment()["PYTHONPATH"].startswith(str(old.folder / "simulators"))
    assert old.folder.is_relative_to(cache)
    with pytest.raises(programs.Unknown, match=r"no commit here has version 9\.9\.9"):
        programs.against("9.9.9", cache, here)


# Vendors and peers


@pytest.mark.parametrize("simulator", ours(), ids=lambda simulator: simulator.name)
def test_the_lists_of_every_vendor_are_found_in_the_registry(simulator: Simulator) -> None:
    found = [o for api in simulator.apis for o in build_table(api).operations if lists.is_list(o)]
    assert found


def test_a_peer_that_cannot_be_installed_is_named_with_the_reason(tmp_path: Path) -> None:
    run = Run(quick=True, seconds=0.1, rounds=1, skus=(1,), load=1, folder=tmp_path, cache=tmp_path)
    missing = replace(peers.PEERS[0], programs=("no-such-program",))
    with ExitStack() as stack:
        told, points = peers.started(run, stack, missing, {}, [])
    assert (told["reason"], points) == ("this machine has no no-such-program", [])
    assert told["name"] == missing.name


def test_a_peer_that_dies_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def chunk(point: Point, *_: object) -> dict[str, float]:
        if point.name == "peer":
            raise ConnectionRefusedError("nobody listens")
        return {"cpu_us": 1.0}

    monkeypatch.setattr(interleave, "_chunk", chunk)
    nobody: Any = None  # no server is asked
    points = [
        Point(name, nobody, case, may_fail=name == "peer")
        for name in ("ours", "peer")
        for case in cases.cases()
    ]
    failed: dict[str, str] = {}
    found = interleave.interleave(
        points, rounds=3, seconds=0, order=random.Random(1), failed=failed
    )
    assert {key[1] for key, each in found.items() if len(each) == 3} == {"ours"}
    assert failed["peer"].endswith("nobody listens")


def test_every_peer_says_what_it_does_and_how_its_log_and_its_journal_are_set() -> None:
    assert len({peer.name for peer in peers.PEERS}) == len(peers.PEERS)
    assert all(peer.work and peer.log and peer.journal for peer in peers.PEERS)


# The page


def test_the_page_gets_tables_and_a_picture_between_its_marks(
    report: dict[str, Any], tmp_path: Path
) -> None:
    kept = tmp_path / "speed.md"
    kept.write_text(f"# Speed\n\n{page.BEGIN}\nold\n{page.END}\n\nafter\n")
    page.write(report, kept)
    page.write(report, kept)  # once more: nothing is doubled
    text = kept.read_text()
    assert text.startswith("# Speed\n")
    assert text.endswith(f"{page.END}\n\nafter\n")
    assert text.count("| get | Stocktake |") == 1
    assert "old" not in text
    assert all(goal["what"] in text for goal in report["goals"])
    drawn = ElementTree.fromstring((tmp_path / "speed.svg").read_text())
    assert "written by hand" in [each.text for each in drawn.iter()]


def test_goals_of_parts_that_were_not_measured_are_left_out() -> None:
    assert goals.of({}) == []
