"""`no_ignored_parameters`: an engine asks only for what the vendor understands."""

from __future__ import annotations

from stocktake.harness.history import Entry, History
from stocktake.harness.violation import Violation


def no_ignored_parameters(history: History) -> list[Violation]:
    """D8: no name that an operation does not know is sent, and no path that is nearly one."""
    asked: dict[str, list[Entry]] = {}
    for entry in history.sent:
        if said := _ignored(entry):
            asked.setdefault(said, []).append(entry)
    return [_violation(said, entries) for said, entries in asked.items()]


def _ignored(entry: Entry) -> str:
    note = entry.note or {}
    if names := note.get("ignored"):
        return f"with {', '.join(names)}, which {entry.operation} does not know and ignores"
    if values := note.get("unusable"):
        return f"with {', '.join(values)}, which {entry.operation} cannot use and leaves out"
    if meant := note.get("meant"):
        return f"which nobody answers; {meant} was probably meant"
    return ""


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
