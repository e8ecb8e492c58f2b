"""`stocktake check --json`: what was found as records, one JSON object a line on stdout.

docs/reports.md lists the fields of each type.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from stocktake.harness.duties import duties_in
from stocktake.harness.report.faults import planted_faults
from stocktake.harness.report.numbers import numbers_of
from stocktake.harness.report.quiet import quiet_traffic
from stocktake.harness.report.texts import plain, seconds_of, verdict_word
from stocktake.harness.verdict import Result, Verdict
from stocktake.harness.violation import Violation

Record = dict[str, Any]


def write_record(record: Record, file: TextIO) -> None:
    """Write one record and flush it, so that a reader of the stream has it at once."""
    file.write(json.dumps(record, ensure_ascii=False) + "\n")
    file.flush()


def start_record(**planned: int) -> Record:
    """Return the first record: how many `scenarios` or `schedules` are to be played."""
    return {"type": "start", **planned}


def records_of(result: Result) -> Iterator[Record]:
    """Yield what is to be said of one scenario: its verdict, violations, numbers that are wrong."""
    yield _scenario(result)
    slug = result.scenario.slug
    for number, cause in enumerate(result.causes, 1):
        yield _violation(slug, cause.violation, cause=number, follows=False)
        for each in cause.consequences:
            yield _violation(slug, each, cause=number, follows=True)
    for row in numbers_of(result.history) if result.failed else ():
        if row.is_wrong:
            yield {
                "type": "number",
                "scenario": slug,
                "sku": row.sku,
                "outlet": row.outlet,
                "place": row.place,
                "right": row.right,
                "shown": list(row.shown),
                "warehouse": row.warehouse,
                "can_ship": row.can_ship,
                "owed": row.owed,
                "why": row.why,
            }


def verdict_record(
    verdict: Verdict | None, results: Sequence[Result] = (), *, unplayed: int = 0, **more: Any
) -> Record:
    """Return the last record: the verdict on the engine with its exit code, and counts.

    None is the verdict of a check that was interrupted.
    """
    words = [verdict_word(result) for result in results]
    counts = {word.replace(" ", "_"): words.count(word) for word in dict.fromkeys(words)}
    return {
        "type": "verdict",
        "verdict": "interrupted" if verdict is None else verdict.name.lower(),
        "exit": verdict,
        "scenarios": {**counts, **({"not_played": unplayed} if unplayed else {})},
        **more,
    }


def _scenario(result: Result) -> Record:
    history = result.history
    return {
        "type": "scenario",
        "scenario": result.scenario.slug,
        "name": result.scenario.name,
        "verdict": verdict_word(result).replace(" ", "_"),
        "why": plain(result.broken_down or result.skipped),
        "seconds": seconds_of(result),
        "rounds": len(history.all_steps) if history else 0,
        "failed": list(result.failed),
        "passed": [name for name, found in result.checks.items() if not found],
        "notes": [plain(note) for note in result.notes],
        "quiet": [
            {"simulator": each.system, "reads": each.reads, "refused": each.refused}
            for each in quiet_traffic(history)
        ],
        "faults": [
            {
                "kind": each.fault.kind,
                "simulator": each.fault.simulator,
                "operation": each.fault.operation,
                "nth": each.fault.nth,
                "times": each.fault.times,
                "struck": each.struck,
            }
            for each in planted_faults(result)
        ],
    }


def _violation(slug: str, violation: Violation, *, cause: int, follows: bool) -> Record:
    return {
        "type": "violation",
        "scenario": slug,
        "check": violation.check,
        "duties": [duty.number for duty in duties_in(violation.duty)],
        "journal": list(violation.journal),
        "about": sorted(violation.about),
        "what": violation.what,
        "story": plain(violation.story),
        "cause": cause,
        "follows": follows,
    }
