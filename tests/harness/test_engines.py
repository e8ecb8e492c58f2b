"""The referee judges real engines in real processes: the right one passes, each wrong one fails."""

import ast
import fcntl
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stocktake import SIMULATORS
from stocktake.client.control import Control
from stocktake.harness.check import play
from stocktake.harness.checks import CHECKS
from stocktake.harness.duties import DUTIES
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result
from stocktake.zoo.caught import Caught

from tests.harness.checks_page import PAGE
from tests.harness.engines import (
    BROKEN,
    BY_FAULTS,
    CAUGHT,
    REFERENCE,
    SCENARIOS,
    ZOO,
    cases_of,
    checks_page,
    job,
    module_of,
    play_in_turn,
    scenarios_of,
    source,
)

IN_RUN_MODE = (
    *("one shelf", "retry after timeout duplicates", "rounds at once"),
    "consent gone, silence",
)
"""Scenarios in which the reference engine is a process a round."""
Played = Callable[[str, Scenario], Result]


def name(value: Any) -> str:
    return value.slug if isinstance(value, Scenario) else str(value.engine)


@pytest.fixture(scope="module")
def server() -> Iterator[Control]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        yield sandbox.control


@pytest.fixture(scope="module")
def played(server: Control, tmp_path_factory: pytest.TempPathFactory, worker: str) -> Played:
    """Return a function that gives the verdict on an engine in a scenario.

    An engine is played when it is first asked for, by whichever worker of the tests: the reference
    engine by scenario; another through all that it is for, in one process.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if worker else base

    def verdict(engine: str, scenario: Scenario) -> Result:
        if engine == REFERENCE:
            kept = shared / f"{engine}-{scenario.slug}"
            return once(kept, lambda: _alone(server, scenario))[scenario.name]
        plays = scenarios_of(engine)
        kept = shared / engine
        return once(kept, lambda: play_in_turn(server, module_of(engine), plays))[scenario.name]

    return verdict


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of the process of tests, empty where there is only one."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", ""))


def once(kept: Path, make: Callable[[], dict[str, Result]]) -> dict[str, Result]:
    """Return what was made and kept, by whichever process came first."""
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
    made: dict[str, Result] = pickle.loads(kept.read_bytes())
    return made


def _alone(server: Control, scenario: Scenario) -> dict[str, Result]:
    # A process a round costs twice as much; test_modes holds what both modes leave equal.
    result = play(server, job(REFERENCE, scenario, lines=scenario.name not in IN_RUN_MODE))
    assert result
    return {scenario.name: result}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name)
def test_the_reference_engine_is_right(played: Played, scenario: Scenario) -> None:
    result = played(REFERENCE, scenario)
    assert result.broken_down == ""
    assert [violation.story for violation in result.violations] == []
    rounds = [step.round for step in result.history.all_steps]
    # Without a seller's consent a round fails, and nothing is broken.
    without = "invalid_grant" if scenario.name == "consent gone, silence" else "no such thing"
    meant = [each for each in rounds if not each.faults and without not in each.why + each.output]
    assert all(each.completed for each in meant)
    last = result.history.steps[-1].round
    assert last.faults or len(result.history.settling) == 1, "it came to rest at once"


@pytest.mark.parametrize(("scenario", "broken"), CAUGHT, ids=name)
def test_a_broken_engine_fails_exactly_the_checks_meant_for_it(
    played: Played, scenario: Scenario, broken: Caught
) -> None:
    result = played(broken.engine, scenario)
    assert result.broken_down == ""
    assert sorted(result.failed) == sorted(broken.fails), result.violations
    for violation in result.violations:
        assert violation.duty.startswith("D")
        assert violation.journal
        assert violation.story.endswith(".")


@pytest.mark.parametrize(("scenario", "broken"), BY_FAULTS, ids=name)
def test_a_violation_that_needs_a_fault_cites_it_and_disappears_without_it(
    played: Played, scenario: Scenario, broken: Caught
) -> None:
    result = played(broken.engine, scenario)
    assert _cited(result), result.violations
    assert played(broken.engine, scenario.without_faults()).violations == ()


def _cited(result: Result) -> bool:
    """Whether a violation cites what a fault struck, or the event that it brought."""
    hit = (*result.history.sent, *(e for e in result.history.journal if e.kind == "callback"))
    struck = {entry.seq for entry in hit if entry.fault}
    happened = {entry.seq for entry in result.history.journal if entry.kind == "event"}
    inside = happened & {seq - 1 for seq in struck}
    return any((struck | inside) & set(violation.journal) for violation in result.violations)


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_engine_changes_few_lines_and_says_what_is_wrong(broken: str) -> None:
    module = source(broken)
    assert ast.get_docstring(module), broken
    changed = sum(_statements(node) for node in module.body)
    assert changed < 10, f"{broken} changes {changed} lines"


def _statements(node: ast.AST) -> int:
    """Count the lines of code that are more than an import, a docstring or the call of main."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.If) or _is_docstring(node):
        return 0
    if isinstance(node, ast.FunctionDef):
        return 1 + sum(_lines(each) for each in node.body if not _is_docstring(each))
    return 1


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_every_check_has_a_broken_engine_and_every_broken_engine_a_scenario() -> None:
    assert {name for _, broken in CAUGHT for name in broken.fails} == {
        check.__name__ for check in CHECKS
    }
    files = [*ZOO.glob("*.py"), *ZOO.glob("channels/*.py")]
    modules = {path.stem for path in files} - {"__init__", "caught"}
    assert modules == {broken.engine for _, broken in CAUGHT}
    assert {scenario.name for scenario, _ in CAUGHT} == {scenario.name for scenario in SCENARIOS}


def test_every_duty_has_a_broken_engine(played: Played) -> None:
    cases = cases_of(
        {(module_of(each.engine), s.name): played(each.engine, s) for s, each in CAUGHT}
    )
    assert [d.number for d in DUTIES if not any(case.fails_by(d) for case in cases)] == []


def test_the_same_engine_and_scenario_leave_the_same_journal(
    server: Control, played: Played
) -> None:
    scenario = next(each for each in SCENARIOS if each.faults)
    again = play(server, job(REFERENCE, scenario, lines=True))
    rows = [
        [
            (e.seq, e.at, e.operation, e.status, e.fault, without_port(e.request_body))
            for e in history.journal
        ]
        for history in (played(REFERENCE, scenario).history, again.history)
    ]
    assert rows[0] == rows[1]


def without_port(text: str | None) -> str:
    """Leave out on which port an engine listens, which is the machine's choice."""
    return re.sub(r"127\.0\.0\.1:\d+", "", text or "")


def test_the_page_of_checks_is_what_the_referee_says(played: Played) -> None:
    results = {(REFERENCE, s.name): played(REFERENCE, s) for s in SCENARIOS}
    results |= {(module_of(b.engine), s.name): played(b.engine, s) for s, b in CAUGHT}
    now, then = (comparable(text) for text in (checks_page(results), PAGE.read_text()))
    assert now == then, "run .venv/bin/python -m tests.harness.checks_page"


def comparable(page: str) -> str:
    """Leave out what differs between two runs of the same program.

    Another number of requests moves every number in every story. Where time flows, which call meets
    a limit, and how often, depends on the machine.
    """
    lines = [
        re.sub(r"(refused|sent) [^,]*?(?= with |,)", r"\1", line) if " with 429, " in line else line
        for line in page.splitlines()
    ]
    return re.sub(r"\d+(, \d+)*", "0", "\n".join(lines))
