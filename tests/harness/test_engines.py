"""The referee judges real engines in real processes: the right one passes, each wrong one fails."""

import sys
from collections.abc import Callable, Iterator

import pytest

from simulators.harness.check import Job, play, sandbox_of
from simulators.harness.runner import Engine
from simulators.harness.scenario import Scenario
from simulators.harness.scenarios import SCENARIOS
from simulators.harness.verdict import Result
from simulators.suite import SIMULATORS

MEANT_FOR = {
    "first_page_only": "converged",
    "pushes_first": "no_oversell",
    "reports_early": "converged",
    "retries_blindly": "each_order_once",
    "saves_key_first": "each_order_once",
}
FAULTY = [scenario for scenario in SCENARIOS if scenario.faults]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening() as url:
        yield url


@pytest.fixture(scope="module")
def judged(url: str) -> Callable[[str, Scenario], Result]:
    """Return a function that plays a scenario with an engine, each pair once."""

    played: dict[tuple[str, str], Result] = {}

    def play_once(module: str, scenario: Scenario) -> Result:
        key = (module, scenario.name)
        if key not in played:
            result = play(url, job(module, scenario))
            assert result is not None
            played[key] = result
        return played[key]

    return play_once


def job(module: str, scenario: Scenario) -> Job:
    command = (sys.executable, "-m", f"simulators.{module}")
    return Job(engine=Engine(command=command, timeout=60), scenario=scenario)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.slug)
def test_the_reference_engine_is_right(judged, scenario):
    result = judged("engine", scenario)
    assert result.broken_down == ""
    assert [violation.story for violation in result.violations] == []
    rounds = [step.round for step in result.record.all_steps]
    assert all(each.completed for each in rounds if not each.faults)
    assert len(result.record.settling) == 1, "it came to rest at once"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.catches)
def test_a_broken_engine_fails_exactly_the_check_meant_for_it(judged, scenario):
    result = judged(f"zoo.{scenario.catches}", scenario)
    assert result.failed == (MEANT_FOR[scenario.catches],), result.violations
    for violation in result.violations:
        assert violation.duty.startswith("D")
        assert violation.journal
        assert violation.story.endswith(".")


@pytest.mark.parametrize("scenario", FAULTY, ids=lambda scenario: scenario.catches)
def test_the_violation_cites_a_faulted_exchange_and_is_gone_without_the_faults(judged, scenario):
    result = judged(f"zoo.{scenario.catches}", scenario)
    exchanges = result.record.where(kind="exchange")
    struck = {entry.seq for entry in exchanges if entry.fault}
    for violation in result.violations:
        assert struck & set(violation.journal)
    assert judged(f"zoo.{scenario.catches}", scenario.without_faults()).violations == ()


def test_the_same_engine_and_scenario_leave_the_same_journal(url, judged):
    scenario = FAULTY[0]
    again = play(url, job("engine", scenario))
    told = [
        [(e.seq, e.at, e.operation, e.status, e.fault, e.request_body) for e in record.journal]
        for record in (judged("engine", scenario).record, again.record)
    ]
    assert told[0] == told[1]
