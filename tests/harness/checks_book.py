"""docs/checks.md: what each check judges, a worked counterexample, and what fails it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stocktake.harness.checks import CHECKS
from stocktake.harness.duties import DUTIES, Duty, duties_in
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
the checks in the tables, and those that a fault brings out pass when the fault is taken away; the
reference engine passes everything. The stories are what the referee said of these engines, word for
word; numbers are those of the journal. Rows are those of
[reference/failure-modes.md](reference/failure-modes.md). *hub*: played with `--topology hub`, where
one warehouse feeds a store and three channels; all others with the classic one.

To judge an engine of yours: [judge-your-own-engine.md](judge-your-own-engine.md).
"""

_DUTIES = """\
Every duty, and the engines that break it: each in a scenario, by checks that must fail there. The
duties of channels ([D12](reference/duties.md#3-the-loop) to [D16](reference/duties.md#3-the-loop))
are judged where outlets of that kind are connected: on the hub.
"""
_THE_LOOP, _LATER_LIFE = "3-the-loop", "4-an-orders-later-life-goods-and-honesty"
_LAST_OF_THE_LOOP = 16
"""Tables of duties.md, and the number of the last duty in the first of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A broken engine in its scenario: what it does wrong in a sentence, and the verdict.

    `duty` is the one that it breaks, where the violations name only what follows from that.
    """

    engine: str
    wrong: str
    result: Result
    duty: str = ""

    def fails_by(self, duty: Duty) -> list[str]:
        """Return the checks by which it fails a duty."""
        if self.duty:
            return list(self.result.failed) if duty.number == self.duty else []
        return [
            name
            for name in self.result.failed
            if any(duty in duties_in(each.duty) for each in self.result.checks[name])
        ]


def page(references: Sequence[Result], cases: Sequence[Case]) -> str:
    """Return the whole page in Markdown; `references` are the verdicts on the right engine."""
    parts = [_HEAD, "## The checks\n", *(_check(check, cases) for check in CHECKS)]
    parts += ["## The duties\n", _DUTIES, _duties(cases)]
    return "\n".join([*parts, "## The scenarios\n", _table(references, cases)])


def _check(check: Check, cases: Sequence[Case]) -> str:
    name = check.__name__
    judged = _linked(" ".join((inspect.getdoc(check) or "").split()))
    case, violation = _counterexample(name, cases)
    numbers = ", ".join(map(str, violation.journal))
    where = f"*{case.result.scenario.name}*, `{case.engine}`"
    return (
        f"### `{name}`\n\n{judged}\n\nCounterexample, {where}: {_lower(case.wrong)}\n\n"
        f"> {violation.story} ({_linked(violation.duty)}; journal {numbers})\n"
    )


def _counterexample(name: str, cases: Sequence[Case]) -> tuple[Case, Violation]:
    """Find a case that fails this check, if possible no other."""
    failing = sorted(
        (case for case in cases if name in case.result.failed),
        key=lambda case: len(case.result.failed),
    )
    return failing[0], failing[0].result.checks[name][0]


def _duties(cases: Sequence[Case]) -> str:
    """Return a row for each duty and each broken engine that fails it."""
    rows = ["| duty | row | scenario | faults | check | broken engine |", "| --- " * 6 + "|"]
    for duty in DUTIES:
        lead = f"{_linked(duty.number)} **{duty.name}**: {duty.sentence}"
        for case in cases:
            if checks := case.fails_by(duty):
                scenario = case.result.scenario
                told = f"{scenario.row or ''} | {_named(scenario)} | {_kinds(scenario)}"
                rows.append(f"| {lead} | {told} | {_checks(checks)} | `{case.engine}` |")
                lead = ""
        if lead:
            rows.append(f"| {lead} | | | | | |")
    return "\n".join(rows) + "\n"


def _kinds(scenario: Scenario) -> str:
    return ", ".join(f"`{kind}`" for kind in dict.fromkeys(f.kind for f in scenario.faults))


def _checks(names: Sequence[str]) -> str:
    return ", ".join(f"[`{name}`](#{name})" for name in names)


def _linked(text: str) -> str:
    """Let the numbers of duties in a text lead to their table."""
    return re.sub(r"\bD(\d+)\b", lambda found: f"[{found[0]}]({_table_of(int(found[1]))})", text)


def _table_of(number: int) -> str:
    """Return the address of the table that has a duty of this number."""
    return f"reference/duties.md#{_THE_LOOP if number <= _LAST_OF_THE_LOOP else _LATER_LIFE}"


def _table(references: Sequence[Result], cases: Sequence[Case]) -> str:
    by_scenario: Mapping[str, list[Case]] = {
        each.scenario.name: [c for c in cases if c.result.scenario.name == each.scenario.name]
        for each in references
    }
    rows = [
        "| row | scenario | faults | reference engine | broken engine | what it does | fails |",
        "| --- " * 7 + "|",
    ]
    for reference in references:
        lead = f"**{reference.scenario.name}**{_where(reference.scenario)}: "
        lead += reference.scenario.sentence
        lead = f"{reference.scenario.row or ''} | {lead} | {_faults(reference.scenario)}"
        lead = f"{lead} | {_verdict(reference)}"
        for case in by_scenario[reference.scenario.name]:
            engine = f"`{case.engine}`" + _where(case.result.scenario)
            rows.append(f"| {lead} | {engine} | {case.wrong} | {_verdict(case.result)} |")
            lead = " | | | "
    return "\n".join(rows) + "\n"


def _where(scenario: Scenario) -> str:
    """Say that a scenario is played on the hub."""
    return " (*hub*)" if scenario.topology.carriers else ""


def _named(scenario: Scenario) -> str:
    return scenario.name + _where(scenario)


def _faults(scenario: Scenario) -> str:
    return "<br>".join(f"{fault}" for fault in scenario.faults) or "none"


def _verdict(result: Result) -> str:
    if result.broken_down or result.skipped:
        return result.broken_down or result.skipped
    return _checks(result.failed) or "right"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
