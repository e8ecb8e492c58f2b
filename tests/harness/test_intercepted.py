"""`check --intercept`: vendors' hosts in an engine's code; docs/reference/interception.md, 10.3."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from stocktake import SIMULATORS, Sandbox
from stocktake.cli import cli
from stocktake.client.control import Control
from stocktake.core.extras import ExtraMissing
from stocktake.harness.check import Job, play
from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import EngineRun
from stocktake.harness.play.keys import TOKEN
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import harness_server, sandbox_of
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result

from tests.harness.classic import SCENARIOS
from tests.harness.engines import CAUGHT
from tests.support import PYTHON

HARD = (sys.executable, str(Path(__file__).parents[1] / "right_engines" / "hosts_in_its_code.py"))
NAMED = {scenario.name: scenario for scenario in SCENARIOS}
SHELF = NAMED["one shelf"]


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        yield sandbox


def judged(server: Control, module: str, scenario: Scenario, *, lines: bool = False) -> Result:
    """Put one of our engines through a scenario, as a program with hosts in its code."""
    command = (*HARD, f"stocktake.{module}", *(["--lines"] if lines else []))
    engine = Engine(command=command, timeout=60, lines=lines, allow_hosts=())
    result = play(server, Job(engine=engine, scenario=scenario))
    assert result is not None
    return result


@pytest.mark.parametrize("lines", [False, True], ids=["run mode", "lines"])
def test_the_reference_engine_is_right_with_hosts_in_its_code(server: Sandbox, lines: bool) -> None:
    result = judged(server.control, "engine", SHELF, lines=lines)
    assert (result.failed, result.broken_down) == ((), "")
    assert result.history is not None
    asked = {entry.simulator for entry in result.history.journal if entry.kind == "exchange"}
    assert asked >= {"wholecell", "wherefour", "whiplash", "retailcrm"}
    assert server.host.interceptors == server.host.port_worlds == {}


def test_one_that_listens_is_called_back(server: Sandbox) -> None:
    result = judged(server.control, "engine", NAMED["shop asks"], lines=True)
    assert (result.failed, result.broken_down, result.skipped) == ((), "", "")


BROKEN = [
    pytest.param(scenario, broken, id=broken.engine, marks=[] if first else pytest.mark.full)
    for first, (scenario, broken) in (
        (number == 0, each) for number, each in enumerate(CAUGHT[:: max(1, len(CAUGHT) // 8)])
    )
]


@pytest.mark.parametrize(("scenario", "broken"), BROKEN)
def test_a_broken_one_is_caught_as_by_base_urls(
    server: Sandbox, scenario: Scenario, broken: object
) -> None:
    engine = f"zoo.{broken.engine}"  # type: ignore[attr-defined]
    lines = scenario.listens or not scenario.runs_at_once
    result = judged(server.control, engine, scenario, lines=lines)
    command = (PYTHON, "-m", f"stocktake.{engine}", *(["--lines"] if lines else []))
    plain = Engine(command=command, timeout=60, lines=lines)
    by_urls = play(server.control, Job(engine=plain, scenario=scenario))
    assert by_urls is not None
    assert result.failed
    assert result.failed == by_urls.failed


ASKS = """
import json, os, urllib.request
found = dict(os.environ)
try:
    urllib.request.urlopen("https://example.com")
except OSError as error:
    found["refused"] = str(error)
print(json.dumps([found.get("STOCKTAKE_INTERCEPT"), found.get("refused"), sorted(found)]))
print([value for value in found.values()])
"""


def test_an_engine_sees_ports_and_no_token_and_other_hosts_are_refused(
    server: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOCKTAKE_TOKEN", "a token of the user")
    monkeypatch.setenv("STOCKTAKE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    engine = Engine(command=(sys.executable, "-c", ASKS), timeout=60, allow_hosts=("x.example",))
    result = play(server.control, Job(engine=engine, scenario=SHELF))
    assert result is not None
    assert result.history is not None
    said = result.history.steps[0].round.output
    assert result.history.steps[0].round.outcome is Outcome.COMPLETED, said
    assert "Not simulated by Stocktake: refused example.com:443" in said
    assert "x.example" in said
    assert not [secret for secret in (TOKEN, "a token of the user") if secret in said]
    names = said[said.index("[") :]
    assert '"STOCKTAKE_TOKEN"' not in names
    assert '"STOCKTAKE_URL"' not in names
    assert '"ALL_PROXY"' not in names


def test_schedules_reach_each_a_world_of_its_own_by_one_engine() -> None:
    command = (*HARD, "stocktake.engine", "--lines")
    engine = Engine(command=command, timeout=60, lines=True, allow_hosts=())
    with harness_server(SIMULATORS, engine) as server:
        results = [server.play(SHELF), server.play(SHELF)]
    assert [result.failed for result in results] == [(), ()]


def test_nothing_is_left_on_the_disk(
    server: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    program = f"import os; print(os.listdir({str(tmp_path)!r}))"
    engine = Engine(command=(sys.executable, "-c", program), timeout=60, allow_hosts=())
    seen: list[EngineRun] = []
    play(server.control, Job(engine=engine, scenario=SHELF), on_round=seen.append)  # type: ignore[arg-type]
    assert seen[0].output.count("stocktake-") == 2  # its state, and what leads it
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["check", "--engine", "true"], ["replay", "x.json"]])
def test_a_host_to_let_through_needs_an_interceptor(command: list[str]) -> None:
    with pytest.raises(click.UsageError, match="--allow-host is for --intercept"):
        cli.main([*command, "--allow-host", "x"], standalone_mode=False)


def test_without_the_package_for_certificates_nothing_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'stocktake\[tls\]'"):
        cli.main(["check", "--engine", "true", "--intercept"], standalone_mode=False)


def test_the_command_judges_an_intercepted_engine(capsys: pytest.CaptureFixture[str]) -> None:
    engine = f"{sys.executable} -c 'raise SystemExit(1)'"
    options = ["--intercept", "--allow-host", "x.example", "--scenario", "one-shelf"]
    assert cli.main(["check", "--engine", engine, *options], standalone_mode=False) == 3
    assert "one shelf" in capsys.readouterr().out
