"""Violations, and how the journal is told as a story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .record import Entry, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A duty not done: the check that says so, the journal numbers that show it, a story."""

    check: str
    duty: str
    journal: tuple[int, ...]
    story: str


def about(record: Record, simulator: str, reference: str) -> list[Entry]:
    """Return the exchanges with a system that name a reference, in the body or in the query."""
    return [
        entry
        for entry in record.where(kind="exchange", simulator=simulator)
        if f'"{reference}"' in (entry.request_body or "")
        or f"={reference}&" in f"{entry.query or ''}&"
    ]


def told(entries: Iterable[Entry]) -> str:
    """Tell exchanges in order: what was asked, and what became of it."""
    return " ".join(_sentence(entry) for entry in entries)


def _sentence(entry: Entry) -> str:
    asked = f"At {entry.seq} the engine sent {entry.method} {entry.path} ({entry.operation})"
    if entry.fault is None:
        return f"{asked}: answered {entry.status}."
    if entry.delivered:
        return f"{asked}: answered {entry.status} by a planted fault ({entry.fault})."
    done = "it was done, but" if entry.status is not None else "nothing was done and"
    return f"{asked}: {done} no answer arrived ({entry.fault})."


def last_shown(record: Record, sku: str, store: str, *, before: int) -> int | None:
    """Return the journal number of the turn that last changed what the shop shows, before one."""
    turns = [
        line.turn
        for line in record.ledger
        if line.what == "shown" and line.sku == sku and line.place == store and line.turn <= before
    ]
    return max(turns, default=None)


def and_more(parts: list[str], *, at_most: int = 3) -> str:
    """Join sentences of one SKU each, and say how many were left out."""
    left_out = len(parts) - at_most
    more = f" {left_out} more SKUs are wrong." if left_out > 0 else ""
    return " ".join(parts[:at_most]) + more
