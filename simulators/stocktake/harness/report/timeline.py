"""The journal as sentences, one for each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stocktake.core.clock import iso
from stocktake.harness.history import Entry, History
from stocktake.harness.violation import Violation, faulted
from stocktake.web.faults import kind_of

MOST_LINES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of a timeline; `cited` by the violation, or there to explain it."""

    entry: Entry
    text: str
    cited: bool


def timeline(history: History, violation: Violation) -> list[TimelineEntry]:
    """Describe what a violation cites, with the events and faults of the same steps."""
    cited = set(violation.journal)
    wanted = cited | _around(history, cited)
    if len(wanted) > MOST_LINES:
        wanted = cited
    rows = [entry for entry in history.journal if entry.seq in wanted]
    if len(rows) > MOST_LINES:
        rows = rows[: MOST_LINES // 2] + rows[-MOST_LINES // 2 :]
    return [
        TimelineEntry(entry=entry, text=text, cited=entry.seq in cited)
        for entry, text in zip(rows, sentences(rows, history), strict=True)
    ]


def _around(history: History, cited: set[int]) -> set[int]:
    found: set[int] = set()
    last = 0
    for step in history.all_steps:
        if any(last < seq <= step.after.after for seq in cited):
            found |= {
                entry.seq
                for entry in history.journal
                if entry.kind in ("event", "clock") and last < entry.seq <= step.after.after
            }
            found |= {entry.seq for entry in faulted(history, after=last, upto=step.after.after)}
        last = step.after.after
    return found


def sentences(entries: Sequence[Entry], history: History) -> Iterable[str]:
    """Describe each of these rows; the second of two equal requests is one sent again."""
    staff = history.staff_exchanges
    before: list[Entry] = []
    for entry in entries:
        if entry.kind != "exchange":
            yield _other_row(entry, history)
        else:
            yield _exchange(entry, before, "Staff" if entry.seq in staff else "The engine")
            before.append(entry)


def _exchange(entry: Entry, before: Sequence[Entry], who: str) -> str:
    name = entry.name
    same = [e for e in before if (e.operation, e.path) == (entry.operation, entry.path)]
    equal = any(e.request_body == entry.request_body and e.query == entry.query for e in same)
    again = " again" if equal and entry.is_write else ""
    kind = kind_of(entry.fault)
    if not kind.story:
        struck_by = f" ({entry.fault})" if entry.fault else ""
        ignored = _ignored(entry.note)
        gone = "" if entry.delivered else ", but it had left"
        return f"{who} sent {name}{again}: answered {entry.status}{struck_by}{gone}.{ignored}"
    if kind.twice is not None and equal:
        return f"The same {name} arrived a second time: answered {entry.status}."
    refused = "not done" if entry.status is None else f"refused ({entry.status})"
    done = "done" if entry.done else refused
    values = {"status": entry.status, "simulator": entry.simulator, "done": done}
    return kind.story.format(name, **values)


def _ignored(note: Any) -> str:
    said = note if isinstance(note, Mapping) else {}
    names = [*said.get("ignored", ()), *said.get("unusable", ())]
    return f" It ignores {', '.join(map(str, names))}." if names else ""


def _other_row(entry: Entry, history: History) -> str:
    note = entry.note if isinstance(entry.note, Mapping) else {}
    name = (entry.operation or "").replace("_", " ")
    if entry.kind == "clock":
        by = note.get("by_ms")
        return f"{_span(by)} went by." if isinstance(by, int) else f"The clock: {name}."
    if entry.kind == "fault":
        if entry.operation == "clear":
            return "No fault is planted any more."
        return f"A fault is planted: {entry.fault} on {entry.name}{_which(note)}."
    if entry.kind == "not_received":
        return f"A request broke off ({entry.name}, {note.get('bytes', 0)} bytes of its body)."
    if entry.kind == "callback":
        answer = f"answered {entry.status}" if entry.delivered else "no answer arrived"
        return f"{entry.simulator} asked the engine ({entry.operation}): {answer}."
    details = _details(note)
    role = history.scenario.topology.role(entry.simulator)
    sentences = role.sentences if role else {}
    said = sentences.get(entry.operation or "", name.capitalize())
    refused = f" It was refused: {note['refused']}." if note.get("refused") else ""
    return f"{said}{f': {details}' if details else ''}.{refused}"


def _which(note: Mapping[str, Any]) -> str:
    nth, times = note.get("nth", 1), note.get("times", 1)
    return f"{f' #{nth}' if nth != 1 else ''}{f', {times} times' if times != 1 else ''}"


def _details(note: Mapping[str, Any]) -> str:
    """Spell the arguments of an event: quantities first, the rest by name."""
    parts = [
        f"{line.get('quantity')} of {line.get('sku')}"
        for line in note.get("lines") or ()
        if isinstance(line, Mapping) and "sku" in line
    ]
    if "count" in note and "sku" in note:
        parts.append(f"{note['count']} of {note['sku']}")
    others = {"lines", "customer", "module", "refused"}
    others |= {"count", "sku"} if {"count", "sku"} <= note.keys() else set()
    parts += [
        f"{name.replace('_', ' ')} {value}"
        for name, value in note.items()
        if name not in others and isinstance(value, str | int | float)  # no lists of ids
    ]
    return ", ".join(parts)


def _span(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "No time"


def day_of(history: History) -> str:
    """Return the day on which the world began."""
    return iso(history.journal[0].at)[:10] if history.journal else ""
