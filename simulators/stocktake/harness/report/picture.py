"""A scenario as a picture: time runs downwards, with a lane for the engine and one per system."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stocktake.harness.history import Entry, History, Outcome, StepHistory
from stocktake.harness.report.texts import Times
from stocktake.harness.report.timeline import sentences
from stocktake.harness.verdict import Result
from stocktake.web.faults import kind_of

MOST_WRITES = 8
"""Writes that a round shows one by one; a fault's and a cited one always are."""
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the picture.

    `shape` is what is drawn, in the lanes `lanes` (1 is the engine's); `cited_by` names the checks
    that cite it; `label` is short for what `text` says.
    """

    seq: int
    time: str
    shape: str
    lanes: tuple[int, ...]
    label: str
    text: str
    status: str = ""
    cited_by: tuple[str, ...] = ()
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A step: its story, its events, and its round."""

    story: str
    events: tuple[Row, ...]
    number: int
    outcome: str
    is_complete: bool
    sums: str
    since: str
    until: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn of one scenario."""

    lanes: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class _Painter:
    history: History
    times: Times
    lanes: tuple[str, ...]
    cited: dict[int, tuple[str, ...]]
    staff: frozenset[int]


def picture_of(result: Result) -> Picture | None:
    """Draw what was recorded of a scenario, if anything was."""
    history = result.history
    if history is None:
        return None
    painter = _Painter(
        history, Times.of(history), _lanes(history), _cited(result), history.staff_exchanges
    )
    return Picture(lanes=painter.lanes, bands=tuple(_bands(painter)))


def _lanes(history: History) -> tuple[str, ...]:
    topology = history.scenario.topology
    met = {entry.simulator for entry in history.journal if entry.simulator}
    others = sorted(met - topology.outlets.keys())
    return tuple(dict.fromkeys(["engine", *topology.warehouses, *others, *topology.outlets]))


def _cited(result: Result) -> dict[int, tuple[str, ...]]:
    checks: dict[int, list[str]] = defaultdict(list)
    for violation in result.violations:
        for seq in violation.journal:
            checks[seq].append(violation.check)
    return {seq: tuple(dict.fromkeys(names)) for seq, names in checks.items()}


def _bands(painter: _Painter) -> Iterator[Band]:
    history, done = painter.history, 0
    for number, step in enumerate(history.all_steps, 1):
        between = [e for e in history.journal if done < e.seq <= step.round.first]
        inside = [e for e in history.journal if step.round.first < e.seq <= step.round.last]
        done = step.round.last
        yield _band(painter, step, number, between, inside)


def _band(
    painter: _Painter,
    step: StepHistory,
    number: int,
    between: Sequence[Entry],
    inside: Sequence[Entry],
) -> Band:
    ends = [painter.times.of_number(e.seq) for e in inside if kind_of(e.fault).true_time]
    outcome = step.round.outcome
    return Band(
        story=step.step.story,
        events=tuple(_rows(painter, between)),
        number=number,
        outcome=f"failed (exit {step.round.exit})"
        if outcome is Outcome.FAILED and step.round.exit
        else outcome.value,
        is_complete=step.round.completed,
        sums=_sums(step, len(inside)),
        since=ends[0] if ends else "",
        until=ends[-1] if ends else "",
        rows=tuple(_rows(painter, inside)),
    )


def _sums(step: StepHistory, requests: int) -> str:
    counts = [(requests, "request"), (step.round.writes, "write"), (step.round.faults, "fault")]
    named = [f"{count} {noun}{'s' if count != 1 else ''}" for count, noun in counts if count]
    return ", ".join(named) or "no requests"


def _rows(painter: _Painter, entries: Sequence[Entry]) -> Iterator[Row]:
    """Give what matters a row of its own, and what lies between one row together."""
    shown = _shown(painter, entries)
    texts = dict(zip([e.seq for e in shown], sentences(shown, painter.history), strict=True))
    folded: list[Entry] = []
    for entry in entries:
        if entry.seq not in texts:
            # That faults end with the steps is not news where none was left.
            folded += [entry] if entry.kind == "exchange" else []
            continue
        if folded:
            yield _fold(painter, folded)
            folded = []
        yield _row(painter, entry, texts[entry.seq])
    if folded:
        yield _fold(painter, folded)


def _shown(painter: _Painter, entries: Iterable[Entry]) -> list[Entry]:
    shown, writes = [], 0
    for entry in entries:
        matters = (
            entry.kind != "exchange"
            or entry.fault is not None
            or not entry.delivered
            or entry.seq in painter.cited
            or entry.seq in painter.staff
        )
        if matters:
            if entry.kind != "fault" or entry.fault:
                shown.append(entry)
        elif entry.is_write:
            writes += 1
            if writes <= MOST_WRITES:
                shown.append(entry)
    return shown


def _fold(painter: _Painter, entries: Sequence[Entry]) -> Row:
    counts = Counter(e.operation or "?" for e in entries)
    named = [f"{name} {count}" for name, count in counts.most_common(_NAMED)]
    if more := len(counts) - len(named):
        named.append(f"{more} more")
    writes = sum(e.is_write for e in entries)
    what = f"{len(entries)} {'requests' if writes else 'readings'}"
    lanes = sorted({_lane(painter, e) for e in entries})
    return Row(
        seq=0,
        time=painter.times.clock(entries[0].at),
        shape="fold",
        lanes=tuple(lanes),
        label=what if len(entries) != 1 else what.removesuffix("s"),
        text=", ".join(named),
    )


def _row(painter: _Painter, entry: Entry, text: str) -> Row:
    shape = _shape(entry)
    if shape == "call" and entry.seq in painter.staff:
        shape = "staff"
    is_plain = shape == "call" and entry.fault is None
    return Row(
        seq=entry.seq,
        time=painter.times.clock(entry.at),
        shape=shape,
        lanes=(_lane(painter, entry),),
        label=(entry.operation or f"{entry.method} {entry.path}") if is_plain else "",
        text=text,
        status=str(entry.status) if is_plain else "",
        cited_by=painter.cited.get(entry.seq, ()),
        is_bad=entry.kind == "exchange" and entry.fault is not None,
    )


def _lane(painter: _Painter, entry: Entry) -> int:
    return painter.lanes.index(entry.simulator) + 1 if entry.simulator else 1


def _shape(entry: Entry) -> str:
    if entry.kind == "callback":
        return "asked"
    if entry.kind == "job":
        return "event"
    if entry.kind == "not_received":
        return "lost-request"
    if entry.kind != "exchange":
        return entry.kind
    if not entry.delivered:
        return "lost-request" if entry.status is None else "lost-reply"
    return "call"
