"""The referee judges real engines in real processes: the right one passes, each wrong one fails."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulators import zoo
from simulators.harness.check import Job, play, play_all, sandbox_of
from simulators.harness.checks import CHECKS
from simulators.harness.runner import Engine
from simulators.harness.scenario import Broken, Scenario
from simulators.harness.scenarios import SCENARIOS
from simulators.harness.verdict import Result
from simulators.suite import SIMULATORS

ZOO = Path(zoo.__file__).parent
CAUGHT = [(scenario, broken) for scenario in SCENARIOS for broken in scenario.catches]
BY_FAULTS = [(scenario, broken) for scenario, broken in CAUGHT if scenario.faults]
AT_ONCE = 3  # an engine waits for its server most of the time
Played = Callable[[str, Scenario], Result]


def name(value: Any) -> str:
    return value.slug if isinstance(value, Scenario) else str(value.engine)


@pytest.fixture(scope="module")
def played() -> Played:
    """Every engine of these tests through its scenarios, a few at once."""
    pairs = {
        (engine, scenario.name): scenario
        for engine, scenario in (
            *(("engine", scenario) for scenario in SCENARIOS),
            *((f"zoo.{broken.engine}", scenario) for scenario, broken in CAUGHT),
            *(
                (f"zoo.{broken.engine}", scenario.without_faults())
                for scenario, broken in BY_FAULTS
            ),
        )
    }
    jobs = [job(engine, scenario) for (engine, _), scenario in pairs.items()]
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening() as url:
        results = dict(zip(pairs, play_all(url, jobs, at_once=AT_ONCE), strict=True))
    return lambda engine, scenario: results[engine, scenario.name]


def job(module: str, scenario: Scenario) -> Job:
    command = (sys.executable, "-m", f"simulators.{module}")
    return Job(engine=Engine(command=command, timeout=60), scenario=scenario)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name)
def test_the_reference_engine_is_right(played: Played, scenario: Scenario) -> None:
    result = played("engine", scenario)
    assert result.broken_down == ""
    assert [violation.story for violation in result.violations] == []
    rounds = [step.round for step in result.record.all_steps]
    assert all(each.completed for each in rounds if not each.faults)
    last = result.record.steps[-1].round
    assert last.faults or len(result.record.settling) == 1, "it came to rest at once"


@pytest.mark.parametrize(("scenario", "broken"), CAUGHT, ids=name)
def test_a_broken_engine_fails_exactly_the_checks_meant_for_it(
    played: Played, scenario: Scenario, broken: Broken
) -> None:
    result = played(f"zoo.{broken.engine}", scenario)
    assert result.broken_down == ""
    assert sorted(result.failed) == sorted(broken.fails), result.violations
    for violation in result.violations:
        assert violation.duty.startswith("D")
        assert violation.journal
        assert violation.story.endswith(".")


@pytest.mark.parametrize(("scenario", "broken"), BY_FAULTS, ids=name)
def test_a_violation_that_needs_a_fault_cites_it_and_is_gone_without_it(
    played: Played, scenario: Scenario, broken: Broken
) -> None:
    result = played(f"zoo.{broken.engine}", scenario)
    assert _cited(result), result.violations
    assert played(f"zoo.{broken.engine}", scenario.without_faults()).violations == ()


def _cited(result: Result) -> bool:
    """Whether a violation cites an exchange that a fault struck, or the event that it brought."""
    struck = {entry.seq for entry in result.record.sent if entry.fault}
    happened = {entry.seq for entry in result.record.journal if entry.kind == "event"}
    inside = happened & {seq - 1 for seq in struck}
    return any((struck | inside) & set(violation.journal) for violation in result.violations)


@pytest.mark.parametrize("broken", sorted({broken.engine for _, broken in CAUGHT}))
def test_a_broken_engine_changes_few_lines_and_says_what_is_wrong(broken: str) -> None:
    text = (ZOO / f"{broken}.py").read_text()
    body = ast.parse(text).body
    assert ast.get_docstring(ast.parse(text)), broken
    changed = sum(_statements(node) for node in body)
    assert changed < 10, f"{broken} changes {changed} lines"


def _statements(node: ast.AST) -> int:
    """Count the lines of code that are more than an import, a docstring or the call of main."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.If) or _is_docstring(node):
        return 0
    if isinstance(node, ast.FunctionDef):
        return 1 + sum(_lines(each) for each in node.body if not _is_docstring(each))
    return 1


def _lines(node: ast.AST) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_every_check_has_a_broken_engine_and_every_broken_engine_a_scenario() -> None:
    assert {name for _, broken in CAUGHT for name in broken.fails} == {
        check.__name__ for check in CHECKS
    }
    modules = {path.stem for path in ZOO.glob("*.py")} - {"__init__"}
    assert modules == {broken.engine for _, broken in CAUGHT}
    assert all(scenario.catches for scenario in SCENARIOS)


def test_the_same_engine_and_scenario_leave_the_same_journal(played: Played) -> None:
    scenario = next(each for each in SCENARIOS if each.faults)
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening() as url:
        again = play(url, job("engine", scenario))
    told = [
        [(e.seq, e.at, e.operation, e.status, e.fault, e.request_body) for e in record.journal]
        for record in (played("engine", scenario).record, again.record)
    ]
    assert told[0] == told[1]
