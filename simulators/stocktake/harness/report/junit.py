"""The verdicts as JUnit XML: a suite for each scenario, a case for each check of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from stocktake.harness.report.faults import planted_faults
from stocktake.harness.report.texts import Times, file_name, plain, printed, seconds_of, timed
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result
from stocktake.harness.violation import Violation

PLAYED = "is played and judged"
"""The case of a scenario that has no checks, because it was not played or not judged."""

NOT_PLAYED = "it was not played: time was up, or the check was ended before"


def write_junit(
    path: Path, results: Sequence[Result], *, engine: str, unplayed: Sequence[Scenario]
) -> None:
    """Write the file; `unplayed` are the scenarios that were not played, or not yet."""
    run = JUnitXml(f"stocktake check --engine {engine}")
    for result in results:
        run.add_testsuite(_suite(result))
    for scenario in unplayed:
        result = Result(scenario=scenario, history=None, checks={}, skipped=NOT_PLAYED)
        run.add_testsuite(_suite(result))
    run.update_statistics()  # type: ignore[no-untyped-call]  # the only one not annotated
    run.write(str(path), pretty=True)


def _suite(result: Result) -> TestSuite:
    suite = TestSuite(result.scenario.name)
    suite.add_property("scenario", result.scenario.sentence)
    for fault in planted_faults(result):
        suite.add_property("fault", str(fault))
    for case in _cases(result):
        case.classname = file_name(result)
        suite.add_testcase(case)
    for note in result.notes:
        suite.add_property("note", plain(note))
    suite.time = seconds_of(result)
    return suite


def _cases(result: Result) -> list[TestCase]:
    output = printed(result)
    if not result.checks:
        case = TestCase(PLAYED)
        case.result = [
            Skipped(result.skipped) if result.skipped else Error(plain(result.broken_down))
        ]
        cases = [case]
    else:
        cases = [_judged(name, result) for name in result.checks]
    cases[0].time = seconds_of(result)
    # CI shows the output of a case that failed, and of no other.
    loudest = next((case for case in cases if not case.is_passed), cases[0])
    if output:
        loudest.system_out = output
    return cases


def _judged(name: str, result: Result) -> TestCase:
    case = TestCase(name)
    found = result.checks[name]
    if found and result.history:
        times = Times.of(result.history)
        failure = Failure(plain(timed(found[0].story, times)), found[0].duty)
        failure.text = "\n".join(_told(violation, times) for violation in found)
        case.result = [failure]
    return case


def _told(violation: Violation, times: Times) -> str:
    cited = ", ".join(map(str, violation.journal)) or "-"
    story = plain(timed(violation.story, times))
    return f"{violation.check} ({violation.duty}; journal {cited})\n  {story}"
