"""Violations, and the sentences that describe the journal in their stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stocktake.harness.history import Entry, History
from stocktake.web.faults import kind_of

WRONG_NUMBERS = "it shows wrong numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongNumber:
    """A number that a place shows of an SKU and that is not right, in millionths of a unit.

    `shown` are several where sites differ; of what the warehouse has `on_hand` it `can_ship` less
    where there is a `why`, and `owed` is what orders want of it. `wrote` is the journal number
    under which the number was written, if it ever was, and `upto` that of the moment of all this.
    """

    sku: str
    outlet: str
    place: str
    warehouse: str
    right: int
    shown: tuple[int, ...]
    on_hand: int
    can_ship: int
    owed: int
    why: tuple[str, ...]
    wrote: int | None
    upto: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A duty not done: the check that says so, the journal numbers that show it, a story.

    `about` are the references of orders and the goods (`wherefour:12`) concerned, beside those that
    the story names. `what` says in a clause what the engine does: violations of one `what` are of
    one kind. `numbers` are those that a story about numbers is about.
    """

    check: str
    duty: str
    journal: tuple[int, ...]
    story: str
    about: frozenset[str] = frozenset()
    what: str = ""
    numbers: tuple[WrongNumber, ...] = ()


Check = Callable[[History], list[Violation]]
"""A pure function over what was recorded; its name is the check's name."""


def naming(history: History, simulator: str, reference: str) -> list[Entry]:
    """Return the exchanges with a system that name a reference, in body, query or path."""
    return [
        entry
        for entry in history.where(simulator=simulator)
        if f'"{reference}"' in (entry.request_body or "")
        or f"={reference}&" in f"{entry.query or ''}&"
        or f"/{reference}/" in f"{entry.path or ''}/"
    ]


def describe(entries: Iterable[Entry]) -> str:
    """Describe exchanges in order: what was asked, and what came of it."""
    entries = list(entries)
    own = {entry.seq for entry in without_echoes(entries)}
    return " ".join(
        _sentence(entry) if entry.seq in own else f"At {entry.seq} a proxy repeated it."
        for entry in entries
    )


def _sentence(entry: Entry) -> str:
    asked = f"At {entry.seq} the engine sent {entry.method} {entry.path} ({entry.name})"
    if entry.fault is None:
        gone = "" if entry.delivered else ", but it had left"
        return f"{asked}: answered {entry.status}{gone}."
    if entry.delivered:
        return f"{asked}: answered {entry.status} by a planted fault ({entry.fault})."
    done = "it was done, but" if entry.status is not None else "nothing was done and"
    return f"{asked}: {done} no answer arrived ({entry.fault})."


def without_echoes(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out what a proxy repeated: the engine sent it once."""
    kept: list[Entry] = []
    for entry in entries:
        echo = (
            kept
            and entry.fault == kept[-1].fault
            and kind_of(entry.fault).twice is not None
            and entry.seq == kept[-1].seq + 1
            and entry.request_body == kept[-1].request_body
        )
        if not echo:
            kept.append(entry)
    return kept


def placed_at(history: History, outlet: str, reference: str) -> int | None:
    """Return the journal number under which an outlet took an order."""
    turns = [
        line.turn
        for line in history.ledger
        if (line.simulator, line.what, line.reference) == (outlet, "demand", reference)
    ]
    return min(turns, default=None)


def faulted(history: History, *, after: int, upto: int) -> list[Entry]:
    """Return the engine's exchanges between two journal numbers that a planted fault hit."""
    return [entry for entry in history.sent if entry.fault and after < entry.seq <= upto]


def lost_callbacks(history: History, *, put: Iterable[int]) -> list[Entry]:
    """Return the callbacks of these turns that a planted fault hit."""
    turns = set(put)
    calls = [entry for entry in history.journal if entry.kind == "callback" and entry.fault]
    return [entry for entry in calls if (entry.note or {}).get("put") in turns]


def describe_faults(entries: list[Entry]) -> str:
    """Return a sentence on which faults struck, or nothing when there were none."""
    faults = ", ".join(f"{e.fault} on {e.name} ({e.seq})" for e in entries)
    return f" Faults struck meanwhile: {faults}." if faults else ""


def last_shown(history: History, sku: str, place: str, *, before: int) -> int | None:
    """Return the journal number of the last turn before one that changed what is shown."""
    turns = [
        line.turn
        for line in history.ledger
        if line.what == "shown" and line.sku == sku and line.place == place and line.turn <= before
    ]
    return max(turns, default=None)


def joined(parts: list[str], *, at_most: int = 3) -> str:
    """Join sentences of one SKU each, and say how many were left out."""
    left_out = len(parts) - at_most
    more = f" {left_out} more SKUs are wrong." if left_out > 0 else ""
    return " ".join(parts[:at_most]) + more


def units(micro: int) -> str:
    """Return a quantity as text, in the unit of order."""
    return f"{micro / 1_000_000:g}"
