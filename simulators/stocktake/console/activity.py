"""The picture of the last rows of the journal: a lane for each system, time from left to right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .rows import Row, Told
from .shown import clock, exact, span

MOST_ROWS = 360
_WIDTH, _LEFT, _RIGHT = 1160, 104, 1152
_LANE = 26  # pixels between two lanes
_TOP = 31
_LONG_MS = 30_000  # a move of the clock that is a gap


@dataclass(frozen=True, slots=True)
class Mark:
    """A row in the picture: `word` is its class, `path` what is drawn."""

    x: float
    word: str
    hue: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A system's line."""

    title: str
    y: float


@dataclass(frozen=True, slots=True)
class Note:
    """A word under or over the lanes."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Activity:
    """The whole picture. `gaps` are moves of the clock, each with what it skipped."""

    width: int
    height: int
    left: int
    right: int
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    gaps: tuple[Note, ...]
    times: tuple[Note, ...]
    count: int


def activity_of(entries: Sequence[Mapping[str, Any]], told: Told) -> Activity | None:
    """Return the picture of these rows, oldest first; None where there is nothing to draw."""
    names = [s.name for s in told.systems.all if any(e["simulator"] == s.name for e in entries)]
    if not names:
        return None
    lanes = {name: _TOP + i * _LANE for i, name in enumerate(names)}
    step = (_RIGHT - _LEFT) / max(1, len(entries) - 1)
    bottom = _TOP + (len(names) - 1) * _LANE
    marks, gaps, times = [], [], [Note(_LEFT, clock(entries[0]["at"]), "start")]
    for i, entry in enumerate(entries):
        x = round(_LEFT + i * step, 1)
        by = (entry["note"] or {}).get("by_ms", 0) if entry["kind"] == "clock" else 0
        if by >= _LONG_MS:
            gaps.append(Note(x, f"+{span(by)}", "end" if x > _RIGHT - 40 else "middle"))
        elif entry["simulator"] in lanes:
            marks.append(_mark(told, told.row(entry), x, lanes[entry["simulator"]]))
    times.append(Note(_RIGHT, clock(entries[-1]["at"]), "end"))
    return Activity(
        width=_WIDTH, height=bottom + 35, left=_LEFT, right=_RIGHT,
        lanes=tuple(Lane(told.systems.title(name), y) for name, y in lanes.items()),
        marks=tuple(marks), gaps=_apart(gaps), times=tuple(times), count=len(entries),
    )  # fmt: skip


def _apart(gaps: Sequence[Note]) -> tuple[Note, ...]:
    """Leave out the words of gaps that stand too near to another one's."""
    found: list[Note] = []
    for gap in gaps:
        near = any(other.text and gap.x - other.x < 70 for other in found)
        found.append(Note(gap.x, "" if near else gap.text, gap.anchor))
    return tuple(found)


def _mark(told: Told, row: Row, x: float, y: float) -> Mark:
    said = row.text or row.operation or row.target
    status = f" {row.status}" if row.status is not None else ""
    title = f"#{row.seq} {exact(row.at)} {said}{status}"
    word, path = _shape(row, x, y)
    return Mark(x, word, told.systems.hue(row.simulators[0]), path, title)


def _shape(row: Row, x: float, y: float) -> tuple[str, str]:
    if row.kind == "event":
        return "happened", _circle(x, y)
    if row.kind == "fault":
        return "planted", _circle(x, y)
    if row.kind == "callback":
        failed = row.status is None or row.status >= 400
        return f"callback{' failed' if failed else ''}", f"M{x} {y - 6}l5 6 -5 6 -5 -6z"
    if row.is_bad or (row.status or 0) >= 400 or row.kind == "not_received":
        return "bad", f"M{x - 3} {y - 9}l6 6m0 -6l-6 6M{x} {y - 3}v12"
    if row.kind == "job":
        return "read", f"M{x} {y - 2}v4"
    return ("write", f"M{x} {y - 9}v18") if row.writes else ("read", f"M{x} {y - 3.5}v7")


def _circle(x: float, y: float) -> str:
    return f"M{x - 4} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
