"""docs/checks.md: what each check judges, a worked counterexample, and what fails it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stocktake.harness.checks import CHECKS
from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result
from stocktake.harness.violation import Check, Violation

_HEAD = """\
# Checks, scenarios and broken engines

<!-- Written by tests/harness/checks_page.py from real verdicts; a test compares it. -->

`stocktake check` plays every scenario below and judges each by every check. A check is a pure
function over what the referee recorded: the journal, the ledger, and what every system held before
and after each round. The duties (D1, ...) are those of [reference/duties.md](reference/duties.md).

A check that never fails proves nothing. So each scenario names engines that must not pass it: the
reference engine with under ten lines changed, in `simulators/stocktake/zoo/`. Each fails exactly
the checks in the table, and those that a fault brings out pass when the fault is taken away; the
reference engine passes everything. The stories are what the referee said of these engines, word for
word; numbers are those of the journal.

To judge an engine of yours: [judge-your-own-engine.md](judge-your-own-engine.md).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A broken engine in its scenario: what it does wrong in a sentence, and the verdict."""

    engine: str
    wrong: str
    result: Result


def page(references: Sequence[Result], cases: Sequence[Case]) -> str:
    """Return the whole page in Markdown; `references` are the verdicts on the right engine."""
    parts = [_HEAD, "## The checks\n", *(_check(check, cases) for check in CHECKS)]
    return "\n".join([*parts, "## The scenarios\n", _table(references, cases)])


def _check(check: Check, cases: Sequence[Case]) -> str:
    name = check.__name__
    case, violation = _counterexample(name, cases)
    judged = " ".join((inspect.getdoc(check) or "").split())
    numbers = ", ".join(map(str, violation.journal))
    where = f"*{case.result.scenario.name}*, `{case.engine}`"
    return (
        f"### `{name}`\n\n{judged}\n\nCounterexample, {where}: {_lower(case.wrong)}\n\n"
        f"> {violation.story} ({violation.duty}; journal {numbers})\n"
    )


def _counterexample(name: str, cases: Sequence[Case]) -> tuple[Case, Violation]:
    """Find a case that fails this check, if possible no other."""
    failing = sorted(
        (case for case in cases if name in case.result.failed),
        key=lambda case: len(case.result.failed),
    )
    return failing[0], failing[0].result.checks[name][0]


def _table(references: Sequence[Result], cases: Sequence[Case]) -> str:
    by_scenario: Mapping[str, list[Case]] = {
        each.scenario.name: [c for c in cases if c.result.scenario.name == each.scenario.name]
        for each in references
    }
    rows = [
        "| scenario | faults | reference engine | broken engine | what it does | fails |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for reference in references:
        lead = f"**{reference.scenario.name}**: {reference.scenario.sentence}"
        lead = f"{lead} | {_faults(reference.scenario)} | {_verdict(reference)}"
        for case in by_scenario[reference.scenario.name]:
            rows.append(f"| {lead} | `{case.engine}` | {case.wrong} | {_verdict(case.result)} |")
            lead = " | | "
    return "\n".join(rows) + "\n"


def _faults(scenario: Scenario) -> str:
    return "<br>".join(f"{fault}" for fault in scenario.faults) or "none"


def _verdict(result: Result) -> str:
    if result.broken_down or result.skipped:
        return result.broken_down or result.skipped
    return ", ".join(f"`{name}`" for name in result.failed) or "right"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
