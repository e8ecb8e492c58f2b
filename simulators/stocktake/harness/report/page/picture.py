"""A scenario as a picture: time runs downwards, with a lane for the engine and one per system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stocktake.harness.history import Entry, History, Outcome, StepHistory
from stocktake.harness.report.page.doings import Doings
from stocktake.harness.report.texts import Times, plain
from stocktake.web.faults import kind_of

MOST_WRITES = 8
"""Writes that a round shows one by one; a fault's and a cited one always are."""
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the picture.

    `shape` is what is drawn, in the lanes `lanes` (1 is the engine's). It reads `code`, `about`,
    `again`, `text`; `answer` is a status. `cites` are the `what` of violations that cite it. A
    `fold` stands for `folded`; only an exchange has bodies.
    """

    seq: int
    time: str
    shape: str
    lanes: tuple[int, ...]
    text: str
    code: str = ""
    about: str = ""
    again: bool = False
    answer: str = ""
    cites: tuple[str, ...] = ()
    is_bad: bool = False
    has_bodies: bool = False
    folded: tuple[Row, ...] = ()


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

    def rows(self) -> Iterator[Row]:
        """Yield the rows that stand for themselves, in order."""
        for band in self.bands:
            yield from (row for row in (*band.events, *band.rows) if row.seq)


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws rows of one history; `cited` are the `what` of violations by journal number."""

    history: History
    times: Times
    lanes: tuple[str, ...]
    cited: Mapping[int, tuple[str, ...]]
    doings: Doings

    @classmethod
    def of(cls, history: History, cited: Mapping[int, tuple[str, ...]]) -> Painter:
        """Return the painter of a history."""
        return cls(history, Times.of(history), _lanes(history), cited, Doings.of(history))

    def rows(self, seqs: Iterable[int]) -> list[Row]:
        """Return the rows of these journal numbers."""
        wanted = set(seqs)
        return [self.row(entry) for entry in self.history.journal if entry.seq in wanted]

    def row(self, entry: Entry) -> Row:
        """Return the row of one journal row."""
        shape = _shape(entry)
        if shape == "call" and entry.seq in self.history.staff_exchanges:
            shape = "staff"
        is_exchange = entry.kind == "exchange"
        row = Row(
            seq=entry.seq,
            time=self.times.clock(entry.at),
            shape=shape,
            lanes=(self._lane(entry),),
            text=plain(self.doings.said(entry)),
            cites=self.cited.get(entry.seq, ()),
            is_bad=is_exchange and entry.fault is not None or _is_refused_event(entry),
            has_bodies=entry.kind in ("exchange", "callback"),
        )
        if not is_exchange or kind_of(entry.fault).story:
            return row
        return replace(
            row,
            code=plain(entry.operation or f"{entry.method} {entry.path}"),
            about=plain(self.doings.about(entry)),
            again=self.doings.is_again(entry),
            answer=str(entry.status or ""),
        )

    def folded(self, entries: Sequence[Entry]) -> Row:
        """Return the row that stands for a run of exchanges."""
        counts = Counter(plain(e.operation or "?") for e in entries)
        named = [f"{name} {count}" for name, count in counts.most_common(_NAMED)]
        if more := len(counts) - len(named):
            named.append(f"{more} more")
        writes = sum(e.is_write for e in entries)
        sums = [(len(entries) - writes, "read"), (writes, "write")]
        rows = tuple(map(self.row, entries))
        return Row(
            seq=0,
            time=rows[0].time,
            shape="fold",
            lanes=tuple(sorted({lane for row in rows for lane in row.lanes})),
            code=", ".join(f"{n} {noun}{'s' if n != 1 else ''}" for n, noun in sums if n),
            text=", ".join(named),
            folded=rows,
        )

    def _lane(self, entry: Entry) -> int:
        return self.lanes.index(entry.simulator) + 1 if entry.simulator else 1


def picture_of(painter: Painter) -> Picture:
    """Draw what was recorded of a scenario."""
    return Picture(lanes=painter.lanes, bands=tuple(_bands(painter)))


def _lanes(history: History) -> tuple[str, ...]:
    topology = history.scenario.topology
    met = {entry.simulator for entry in history.journal if entry.simulator}
    others = sorted(met - topology.outlets.keys())
    return tuple(dict.fromkeys(["engine", *topology.warehouses, *others, *topology.outlets]))


def _bands(painter: Painter) -> Iterator[Band]:
    history, done = painter.history, 0
    for number, step in enumerate(history.all_steps, 1):
        between = [e for e in history.journal if done < e.seq <= step.round.first]
        inside = [e for e in history.journal if step.round.first < e.seq <= step.round.last]
        done = step.round.last
        yield _band(painter, step, number, between, inside)


def _band(
    painter: Painter,
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
    counts = [(requests, "request"), (step.round.writes, "write")]
    named = [f"{count} {noun}{'s' if count != 1 else ''}" for count, noun in counts if count]
    if step.round.faults:
        named.append(f"{step.round.faults} struck by a fault")
    return ", ".join(named) or "no requests"


def _rows(painter: Painter, entries: Sequence[Entry]) -> Iterator[Row]:
    """Give what matters a row of its own, and what lies between one row together."""
    shown = {entry.seq for entry in _shown(painter, entries)}
    folded: list[Entry] = []
    for entry in entries:
        if entry.seq not in shown:
            # That faults end with the steps is not news where none was left.
            folded += [entry] if entry.kind == "exchange" else []
            continue
        yield from _run(painter, folded)
        folded = []
        yield painter.row(entry)
    yield from _run(painter, folded)


def _run(painter: Painter, entries: Sequence[Entry]) -> Iterator[Row]:
    """Yield one row for exchanges between those that matter, where there are several."""
    if len(entries) > 1:
        yield painter.folded(entries)
    else:
        yield from map(painter.row, entries)


def _shown(painter: Painter, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield what gets a row of its own: writes up to a limit, and all that is not everyday."""
    writes = 0
    for entry in entries:
        if entry.kind == "fault" and entry.operation == "clear":
            continue
        everyday = entry.kind == "exchange" and not entry.fault and entry.delivered
        staff = entry.seq in painter.history.staff_exchanges
        if not everyday or staff or entry.seq in painter.cited:
            yield entry
        elif entry.is_write:
            writes += 1
            if writes <= MOST_WRITES:
                yield entry


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


def _is_refused_event(entry: Entry) -> bool:
    note = entry.note if isinstance(entry.note, Mapping) else {}
    return entry.kind == "event" and bool(note.get("refused"))
