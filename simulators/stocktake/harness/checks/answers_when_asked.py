"""`answers_when_asked`: an engine that listens gives the shop the right numbers."""

from __future__ import annotations

from stocktake.harness.history import Entry, Happened, History, Snapshot
from stocktake.harness.oracle import View, units, views
from stocktake.harness.stories import Violation, and_more


def answers_when_asked(history: History) -> list[Violation]:
    """D1: when the shop asks an engine that listens for its inventories and no fault strikes, it
    shows the right numbers as soon as it has the answer, before any round.
    """
    found = []
    for step in history.all_steps:
        for happened in step.happened:
            if happened.seen is not None:
                found += _judge(history, happened, happened.seen)
    return found


def _judge(history: History, happened: Happened, seen: Snapshot) -> list[Violation]:
    meanwhile = [entry for entry in history.journal if happened.first < entry.seq <= happened.seq]
    asked = [entry for entry in meanwhile if entry.kind == "callback"]
    if not asked or any(entry.fault for entry in meanwhile):
        return []
    last = asked[-1]
    reason = (last.note or {}).get("reason")
    if reason:
        parts = [f"Nothing was written: {reason}"]
    else:
        skus = _wanted(last)
        parts = [part for view in views(history, seen) for part in _wrong(view, skus)]
    if not parts:
        return []
    story = (
        f"At {happened.first + 1} the shop asked for its inventories, and at {last.seq} it had the "
        f"answer. {and_more([part.rstrip('.:; ') + '.' for part in parts])}"
    )
    journal = (happened.first + 1, last.seq)
    return [Violation(check="answers_when_asked", duty="D1", journal=journal, story=story)]


def _wrong(view: View, skus: set[str]) -> list[str]:
    shown = {sku: numbers for sku, numbers in view.shown().items() if sku in skus}
    return [
        f"After it the shop shows {' and '.join(units(n) for n in sorted(numbers))} of {sku} at "
        f"store {view.store}, but {units(view.leftover(sku))} is right."
        for sku, numbers in sorted(shown.items())
        if numbers != {view.leftover(sku)}
    ]


def _wanted(callback: Entry) -> set[str]:
    """Return the SKUs that were asked for; the field's name is the shop's to choose."""
    fields = [value for value in callback.asked.values() if isinstance(value, dict)]
    return {offer["externalId"] for field in fields for offer in field.get("offers", ())}
