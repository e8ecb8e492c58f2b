"""The referee judges real engines in real processes: the right one passes, each wrong one fails."""

import sys
from collections.abc import Iterator

import pytest

from simulators.harness.check import Job, play, sandbox_of
from simulators.harness.runner import Engine
from simulators.harness.scenarios import SCENARIOS
from simulators.harness.verdict import Result
from simulators.suite import SIMULATORS

MEANT_FOR = {
    "first_page_only": "converged",
    "pushes_first": "no_oversell",
    "reports_early": "converged",
    "retries_blindly": "each_order_once",
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening() as url:
        yield url


def judged(url, module, scenario) -> Result:
    engine = Engine(command=(sys.executable, "-m", f"simulators.{module}"), timeout=30)
    result = play(url, Job(engine=engine, scenario=scenario))
    assert result is not None
    return result


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.slug)
def test_the_reference_engine_is_right(url, scenario):
    result = judged(url, "engine", scenario)
    assert result.broken_down == ""
    assert [violation.story for violation in result.violations] == []
    assert all(step.round.completed for step in result.record.all_steps)
    assert len(result.record.settling) == 1, "it came to rest at once"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.catches)
def test_a_broken_engine_fails_exactly_the_check_meant_for_it(url, scenario):
    result = judged(url, f"zoo.{scenario.catches}", scenario)
    assert result.failed == (MEANT_FOR[scenario.catches],), result
    for violation in result.violations:
        assert violation.check == MEANT_FOR[scenario.catches]
        assert violation.duty.startswith("D")
        assert violation.story.endswith(".")


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.faults], ids=lambda scenario: scenario.catches
)
def test_the_violation_cites_the_faulted_exchange_and_is_gone_without_the_fault(url, scenario):
    result = judged(url, f"zoo.{scenario.catches}", scenario)
    struck = [
        entry.seq for entry in result.record.journal if entry.fault and entry.kind == "exchange"
    ]
    assert struck
    assert set(struck) <= {seq for violation in result.violations for seq in violation.journal}
    assert judged(url, f"zoo.{scenario.catches}", scenario.without_faults()).violations == ()


def test_the_same_engine_and_scenario_leave_the_same_journal(url):
    scenario = next(s for s in SCENARIOS if s.faults)
    first, second = (judged(url, "engine", scenario).record for _ in range(2))
    told = [
        [(e.seq, e.at, e.operation, e.status, e.fault, e.request_body) for e in record.journal]
        for record in (first, second)
    ]
    assert told[0] == told[1]
