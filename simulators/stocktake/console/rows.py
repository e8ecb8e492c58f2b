"""Rows of the journal as the list shows them: a sentence, at most two remarks, reads folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .shown import day, many, span
from .systems import Systems

Entry = Mapping[str, Any]
_FEWEST = 3  # reads in a run that are folded
_MOST_NAMED = 4  # operations of a run that are named
_MOST_FLAGS = 2
# What the journal notes of a request that its vendor leaves aside in silence.
_NOT_UNDERSTOOD = ("ignored", "dropped", "unusable")


@dataclass(frozen=True, slots=True)
class Flag:
    """A remark on a row; `bad` where something went wrong, `why` in a sentence."""

    text: str
    bad: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list: one row of the journal, or a run of reads from `first` to `seq`.

    `kind` is that of the journal, or `fold`. `text` says what happened where no request does.
    """

    seq: int
    at: int
    kind: str
    first: int = 0
    simulators: tuple[str, ...] = ()
    method: str = ""
    target: str = ""
    operation: str = ""
    text: str = ""
    status: int | None = None
    flags: tuple[Flag, ...] = ()
    new_day: str = ""

    @property
    def writes(self) -> bool:
        """Whether a client wanted a change, as far as its method tells."""
        return self.method not in ("GET", "HEAD", "OPTIONS", "")

    @property
    def is_bad(self) -> bool:
        """Whether a fault struck it, its answer never arrived, or it stands twice."""
        return any(flag.bad for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known besides when rows are told: systems, and remarks of rows by number."""

    systems: Systems
    remarks: Mapping[int, str] = field(default_factory=dict)

    def row(self, entry: Entry) -> Row:
        """Return the line of one row."""
        query = f"?{entry['query']}" if entry["query"] else ""
        return Row(
            seq=entry["seq"],
            at=entry["at"],
            kind=entry["kind"],
            first=entry["seq"],
            simulators=(entry["simulator"],) if entry["simulator"] else (),
            method=entry["method"] or "",
            target=f"{entry['path'] or ''}{query}",
            operation=entry["operation"] or "",
            text=self.sentence(entry),
            status=entry["status"] if entry["method"] else None,
            flags=tuple(self._flags(entry))[:_MOST_FLAGS],
        )

    def sentence(self, entry: Entry) -> str:
        """Say what happened; empty for a request, which says it itself."""
        note, name = entry["note"] or {}, entry["operation"] or ""
        if entry["kind"] == "event":
            return self._event(entry["simulator"], name, note)
        if entry["kind"] == "clock":
            by = note.get("by_ms")
            moved = f"moved on by {span(by)}" if by is not None else "set"
            return f"The clock was {moved}, to {note.get('now', '')[11:19] or 'another time'}"
        if entry["kind"] == "fault":
            return self._planting(entry, note)
        if entry["kind"] == "job":
            return f"{words(name)} fell due{listed(note)}"
        if entry["kind"] == "not_received":
            return "A request ended before its last byte, and never happened"
        return ""

    def _event(self, simulator: str, name: str, note: Mapping[str, Any]) -> str:
        system = self.systems.get(simulator)
        summary = system.events.get(name, {}).get("summary", "") if system else ""
        told = re.split(r"[.;:] ", summary)[0].rstrip(".") or words(name)
        arguments = {key: value for key, value in note.items() if key != "refused"}
        return f"{told}{listed(arguments)}"

    def _planting(self, entry: Entry, note: Mapping[str, Any]) -> str:
        if not entry["fault"]:
            return "Faults were removed" if note.get("cleared") else "No fault was there to remove"
        nth, times = note.get("nth", 1), note.get("times", 1)
        which = f"the next {entry['operation']}" if nth == 1 else f"{entry['operation']}"
        when = "" if nth == 1 else f", call {nth} from now"
        often = "" if times == 1 else f", {times} in a row"
        rest = {key: value for key, value in note.items() if key not in ("nth", "times")}
        return f"Planted: {words(entry['fault'])} at {which}{when}{often}{listed(rest)}"

    def _flags(self, entry: Entry) -> Iterator[Flag]:
        if entry["seq"] in self.remarks:
            yield Flag(self.remarks[entry["seq"]], bad=True)
        struck = entry["fault"] and entry["kind"] != "fault"
        if struck:
            kind = self.systems.fault_kinds.get(entry["fault"], {})
            yield Flag(f"planted: {words(entry['fault'])}", bad=True, why=kind.get("sentence", ""))
        elif not entry["delivered"] and entry["kind"] in ("exchange", "callback"):
            yield Flag("no answer arrived", bad=True)
        note = entry["note"] or {}
        for word in _NOT_UNDERSTOOD:
            if note.get(word):
                yield Flag(f"{word}: {', '.join(map(str, note[word]))}")
        if meant := note.get("meant"):
            yield Flag(f"meant {meant.partition(' (')[0]}?")
        for word in ("refused", "reason", "bug"):
            if note.get(word):
                yield Flag(str(note[word]), bad=True)


def words(name: str) -> str:
    """Return a name without the underscores that programs need."""
    return name.replace("_", " ")


def listed(arguments: Mapping[str, Any]) -> str:
    """Spell arguments behind a sentence."""
    spelled = [f"{words(name)} {_short(value)}" for name, value in arguments.items()]
    return f": {', '.join(spelled)}" if spelled else ""


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{words(str(k))} {_short(v)}" for k, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(map(_short, value))
    return str(value)


def lines_of(
    entries: Iterable[Entry], told: Told, *, most: int, folds: bool
) -> tuple[list[Row], int]:
    """Return at most so many lines, newest first, and the number of the oldest row in them.

    `entries` are newest first. Runs of plain reads are one line unless `folds` is false.
    """
    lines: list[Row] = []
    run: list[Entry] = []
    for entry in entries:
        if folds and _is_plain_read(entry, told):
            run.append(entry)
            continue
        lines += _folded(run, told)
        run = []
        if len(lines) >= most:
            break
        lines.append(told.row(entry))
    lines += _folded(run, told)
    lines = lines[:most]
    oldest = lines[-1].first if lines else 0
    return _with_days(lines), oldest


def _is_plain_read(entry: Entry, told: Told) -> bool:
    return (
        entry["kind"] == "exchange"
        and entry["method"] in ("GET", "HEAD")
        and (entry["status"] or 500) < 400
        and not entry["fault"]
        and not entry["note"]
        and bool(entry["delivered"])
        and entry["seq"] not in told.remarks
    )


def _folded(run: Sequence[Entry], told: Told) -> list[Row]:
    if len(run) < _FEWEST:
        return [told.row(entry) for entry in run]
    counted = Counter(entry["operation"] or entry["path"] for entry in run).most_common()
    named = [f"{name} {many_of}" for name, many_of in counted[:_MOST_NAMED]]
    if len(counted) > _MOST_NAMED:
        named.append(f"{len(counted) - _MOST_NAMED} more")
    statuses = {entry["status"] for entry in run}
    return [
        Row(
            seq=run[0]["seq"],
            first=run[-1]["seq"],
            at=run[0]["at"],
            kind="fold",
            simulators=tuple(dict.fromkeys(entry["simulator"] for entry in run)),
            text=many(len(run), "read"),
            operation=", ".join(named),
            status=statuses.pop() if len(statuses) == 1 else None,
        )
    ]


def _with_days(lines: Sequence[Row]) -> list[Row]:
    """Say at each line that is of another day than the one before it which day that is."""
    found: list[Row] = []
    for line in lines:
        changes = bool(found) and day(found[-1].at) != day(line.at)
        found.append(replace(line, new_day=day(line.at)) if changes else line)
    return found
