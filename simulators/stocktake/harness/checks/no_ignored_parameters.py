"""`no_ignored_parameters`: an engine asks only for what the vendor understands."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs

from stocktake.harness.history import Entry, History
from stocktake.harness.violation import Violation


def no_ignored_parameters(history: History) -> list[Violation]:
    """D8: no name that an operation does not know is sent, and no path that is nearly one.

    But for a whole record that is sent back: what the vendor itself shows in it is no mistake.
    """
    asked: dict[str, list[Entry]] = {}
    for entry in history.sent:
        if said := _ignored(history, entry):
            asked.setdefault(said, []).append(entry)
    return [_violation(said, entries) for said, entries in asked.items()]


def _ignored(history: History, entry: Entry) -> str:
    note = entry.note or {}
    if names := _relied_on(history, entry, note.get("ignored") or ()):
        return f"with {', '.join(names)}, which {entry.operation} does not know and ignores"
    if values := note.get("unusable"):
        return f"with {', '.join(values)}, which {entry.operation} cannot use and leaves out"
    if meant := note.get("meant"):
        return f"which nobody answers; {meant} was probably meant"
    return ""


def _relied_on(history: History, entry: Entry, names: Iterable[str]) -> list[str]:
    """Return the names without those of the body's fields that the vendor shows in its answers.

    An engine that replaces a whole record sends them as they were read.
    """
    if not names or not entry.is_write:
        return list(names)
    answers = history.where(simulator=entry.simulator or "", operation=entry.operation or "")
    shown = {name for each in answers if each.done for name in each.answered}
    own = parse_qs(entry.query or "", keep_blank_values=True)
    return [name for name in names if name in own or not (name in entry.asked and name in shown)]


def _violation(said: str, entries: list[Entry]) -> Violation:
    first = entries[0]
    more = f" So it did {len(entries)} times." if len(entries) > 1 else ""
    story = f"At {first.seq} the engine sent {first.method} {first.path} {said}.{more}"
    seqs = tuple(entry.seq for entry in entries[:5])
    return Violation(
        check="no_ignored_parameters",
        duty="D8",
        journal=seqs,
        what="it sends what the vendor ignores",
        story=story,
    )
