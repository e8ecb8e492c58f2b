"""Violations, and how the journal is told as a story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stocktake.harness.history import Entry, History


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A duty not done: the check that says so, the journal numbers that show it, a story."""

    check: str
    duty: str
    journal: tuple[int, ...]
    story: str


def about(history: History, simulator: str, reference: str) -> list[Entry]:
    """Return the exchanges with a system that name a reference, in body, query or path."""
    return [
        entry
        for entry in history.where(simulator=simulator)
        if f'"{reference}"' in (entry.request_body or "")
        or f"={reference}&" in f"{entry.query or ''}&"
        or f"/{reference}/" in f"{entry.path or ''}/"
    ]


def told(entries: Iterable[Entry]) -> str:
    """Tell exchanges in order: what was asked, and what became of it."""
    entries = list(entries)
    own = {entry.seq for entry in without_echoes(entries)}
    return " ".join(
        _sentence(entry) if entry.seq in own else f"At {entry.seq} a proxy repeated it."
        for entry in entries
    )


def _sentence(entry: Entry) -> str:
    asked = f"At {entry.seq} the engine sent {entry.method} {entry.path} ({entry.name})"
    if entry.fault is None:
        return f"{asked}: answered {entry.status}."
    if entry.delivered:
        return f"{asked}: answered {entry.status} by a planted fault ({entry.fault})."
    done = "it was done, but" if entry.status is not None else "nothing was done and"
    return f"{asked}: {done} no answer arrived ({entry.fault})."


def without_echoes(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out what a proxy repeated: one request, two turns, and not the engine's doing."""
    kept: list[Entry] = []
    for entry in entries:
        echo = (
            kept
            and entry.fault == kept[-1].fault == "duplicate"
            and entry.seq == kept[-1].seq + 1
            and entry.request_body == kept[-1].request_body
        )
        if not echo:
            kept.append(entry)
    return kept


def placed_at(history: History, reference: str) -> int | None:
    """Return the journal number under which the shop took an order."""
    shop = history.scenario.world.shop
    turns = [
        line.turn
        for line in history.ledger
        if (line.simulator, line.what, line.reference) == (shop, "demand", reference)
    ]
    return min(turns, default=None)


def struck(history: History, *, after: int, upto: int) -> list[Entry]:
    """Return the engine's exchanges between two journal numbers that a planted fault struck."""
    return [entry for entry in history.sent if entry.fault and after < entry.seq <= upto]


def lost_callbacks(history: History, *, put: Iterable[int]) -> list[Entry]:
    """Return the callbacks of these turns that a planted fault struck."""
    turns = set(put)
    calls = [entry for entry in history.journal if entry.kind == "callback" and entry.fault]
    return [entry for entry in calls if (entry.note or {}).get("put") in turns]


def told_of_faults(entries: list[Entry]) -> str:
    """Tell in half a sentence which faults struck, or nothing when there were none."""
    faults = ", ".join(f"{e.fault} on {e.name} ({e.seq})" for e in entries)
    return f" Faults struck meanwhile: {faults}." if faults else ""


def last_shown(history: History, sku: str, store: str, *, before: int) -> int | None:
    """Return the journal number of the turn that last changed what the shop shows, before one."""
    turns = [
        line.turn
        for line in history.ledger
        if line.what == "shown" and line.sku == sku and line.place == store and line.turn <= before
    ]
    return max(turns, default=None)


def and_more(parts: list[str], *, at_most: int = 3) -> str:
    """Join sentences of one SKU each, and say how many were left out."""
    left_out = len(parts) - at_most
    more = f" {left_out} more SKUs are wrong." if left_out > 0 else ""
    return " ".join(parts[:at_most]) + more
