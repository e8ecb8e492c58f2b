"""`answers_when_asked`: an engine that listens gives the shop the right numbers."""

from __future__ import annotations

from stocktake.harness.history import Entry, EventResult, History, Snapshot
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.violation import Violation, joined, units


def answers_when_asked(history: History) -> list[Violation]:
    """D1: when the shop asks an engine for its inventories, it shows the right numbers at once.

    That is as soon as it has the answer, before any round; not judged where a fault strikes.
    """
    found = []
    for step in history.all_steps:
        for result in step.events:
            if result.seen is not None:
                found += _judge(history, result, result.seen)
    return found


def _judge(history: History, question: EventResult, seen: Snapshot) -> list[Violation]:
    meanwhile = [entry for entry in history.journal if question.first < entry.seq <= question.seq]
    asked = [entry for entry in meanwhile if entry.kind == "callback"]
    if not asked or any(entry.fault for entry in meanwhile):
        return []
    last = asked[-1]
    reason = (last.note or {}).get("reason")
    if reason:
        parts = [f"Nothing was written: {reason}"]
    else:
        parts = [part for each in expectations(history, seen) for part in _wrong(each, last)]
    if not parts:
        return []
    story = (
        f"At {question.first + 1} the shop asked for its inventories, and at {last.seq} it had the "
        f"answer. {joined([part.rstrip('.:; ') + '.' for part in parts])}"
    )
    journal = (question.first + 1, last.seq)
    return [
        Violation(
            check="answers_when_asked",
            duty="D1",
            journal=journal,
            what="it answers the shop with wrong numbers",
            story=story,
        )
    ]


def _wrong(expected: Expected, callback: Entry) -> list[str]:
    skus = _asked_for(expected, callback)
    shown = {sku: numbers for sku, numbers in expected.shown.items() if sku in skus}
    return [
        f"After it the shop shows {' and '.join(units(n) for n in sorted(numbers))} of {sku} at "
        f"store {expected.place}, but {units(expected.right_number(sku))} is right."
        for sku, numbers in sorted(shown.items())
        if not expected.is_right(sku, numbers)
    ]


def _asked_for(expected: Expected, callback: Entry) -> set[str]:
    """Return the SKUs that were asked for; the outlet chooses the name of the field."""
    questions = expected.route.outlet_role.questions
    if questions is None or callback.simulator != expected.outlet:
        return set()
    fields = [value for value in callback.asked.values() if isinstance(value, dict)]
    return {row[questions.sku] for field in fields for row in field.get(questions.rows, ())}
