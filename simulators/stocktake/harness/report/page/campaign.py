"""A search through generated schedules: what was drawn, what was found, how it was shrunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from stocktake.core.steps import Act, Event, Fault
from stocktake.harness.report.page.tried import Tried, tried_in
from stocktake.harness.report.page.verdicts import Headline
from stocktake.harness.report.texts import plain
from stocktake.harness.scenario import Scenario
from stocktake.harness.search.hunt import NOT_JUDGED, Counterexample, Search
from stocktake.harness.search.schedules import describe_act, size
from stocktake.harness.topology import Topology
from stocktake.harness.verdict import Result, Verdict

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 1040.0, 14.0, 112.0  # of the curve, in its own units
_GRID = 4


@dataclass(frozen=True, slots=True)
class Play:
    """A schedule that was played, by its number of events and of faults."""

    example: int
    events: int
    faults: int
    failed: bool

    @property
    def size(self) -> int:
        """Events and faults together."""
        return self.events + self.faults


@dataclass(frozen=True, slots=True)
class Point:
    """A play of the shrinking on the curve."""

    number: int
    x: float
    y: float
    size: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """How a schedule was shrunk: its points, the line of the shortest that fails, the scale."""

    points: tuple[Point, ...]
    path: str
    grid: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a schedule: when, an event, or a fault."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule as a list, with how large it is in words."""

    size: str
    items: tuple[Item, ...]


@dataclass(slots=True, kw_only=True)
class Campaign:
    """What a search did; `examples` were to be drawn from the `seed`.

    `drawn` are the plays of what was drawn, the last of each example counts; `shrinking` those
    after the first failure. `faults` are counted as drawn, what struck is in `tried`.
    """

    examples: int
    seed: int
    drawn: list[Play] = field(default_factory=list)
    shrinking: list[Play] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    tried: Tried = field(default_factory=Tried)
    found: Counterexample | None = None
    replay: str = ""
    capsule: str = ""
    carried: int = 0
    last: Scenario | None = None

    def took(self, search: Search, scenario: Scenario, result: Result) -> None:
        """Take down one play of a search."""
        events, faults, _ = size(scenario)
        failed = {NOT_JUDGED} if result.broken_down else set(result.failed)
        if search.check:
            is_failure = search.check in failed
            self.shrinking.append(Play(search.example, events, faults, is_failure))
            return
        if self.last is not None and self.last.steps == scenario.steps:
            self.drawn.pop()  # the same in a new process of the engine, which counts
        else:
            self.faults.update(fault.kind for fault in scenario.faults)
            self.tried.add(tried_in(result))
        self.last = scenario
        self.drawn.append(Play(search.example, events, faults, bool(failed)))

    @property
    def title(self) -> str:
        """What was found, in a line under the verdict."""
        if self.found is None:
            return f"{self.examples} schedules, seed {self.seed}"
        where = f"Example {self.found.example} of {self.examples}, seed {self.seed}"
        plays = len(self.shrinking)
        return (
            f"{where}, fails {self.found.check}; shrunk in {plays} play{'s' if plays != 1 else ''} "
            f"from {_sum(self.found.first)} events and faults to {_sum(self.found.shrunk)}"
        )

    @property
    def outcomes(self) -> list[tuple[int, str, str]]:
        """Each example with its outcome (passed, failed, not played) and its size in words."""
        last = {play.example: play for play in self.drawn}
        found = self.found.example if self.found else 0
        return [
            (
                number,
                _outcome(number, last.get(number), found),
                _words(last[number]) if number in last else "",
            )
            for number in range(1, self.examples + 1)
        ]

    def headline(self, verdict: Verdict | None, why: str) -> Headline | None:
        """Return the verdict where nothing was found; None leaves it to what was."""
        if self.found is not None:
            return None
        if verdict is Verdict.RIGHT:
            return Headline(
                "Right", f"under all {self.examples} schedules that were drawn.", "right"
            )
        if verdict is Verdict.TIME:
            passed = len({play.example for play in self.drawn if not play.failed})
            rest = f"{passed} of {self.examples} schedules were passed, and none failed."
            return Headline("Time was up:", rest, "open")
        return Headline("Wrong:", f"{why}.", "wrong") if self.carried else None

    @property
    def schedules(self) -> tuple[Schedule, Schedule] | None:
        """The schedule as it was drawn, and as it was shrunk."""
        if self.found is None:
            return None
        return _schedule(self.found.first), _schedule(self.found.shrunk)

    @property
    def curve(self) -> Curve | None:
        """How it was shrunk; None where it was not."""
        if self.found is None or not self.shrinking:
            return None
        return _curve(_sum(self.found.first), self.shrinking)


def _outcome(number: int, play: Play | None, found: int) -> str:
    if play is None:
        return "not played"
    return "failed" if number == found else "passed"


def _words(play: Play) -> str:
    counts = ((play.events, "event"), (play.faults, "fault"))
    return ", ".join(f"{n} {noun}{'s' if n != 1 else ''}" for n, noun in counts)


def _sum(scenario: Scenario) -> int:
    return sum(size(scenario)[:2])


def _schedule(scenario: Scenario) -> Schedule:
    names = zip(size(scenario), ("event", "fault", "step"), strict=True)
    words = ", ".join(f"{n} {noun}{'s' if n != 1 else ''}" for n, noun in names)
    return Schedule(words, tuple(_items(scenario)))


def _items(scenario: Scenario) -> list[Item]:
    items: list[Item] = []
    for step in scenario.steps[1:]:
        items.append(Item("step", f"{step.advance} later" if step.advance else "at once"))
        for act in step.events:
            items.append(Item(_kind(act, scenario.topology), _act(act, scenario.topology)))
        items += [Item("fault", _fault(fault)) for fault in step.faults]
    return [Item(item.kind, plain(item.text)) for item in items]


def _kind(act: Act, topology: Topology) -> str:
    if not isinstance(act, Event):
        return "people"
    return "order" if any(route.lines_sold(act) for route in topology.routes) else "event"


def _act(act: Act, topology: Topology) -> str:
    said = describe_act(act, topology)
    return said.replace(act.name, act.name.replace("_", " "), 1) if isinstance(act, Event) else said


def _fault(fault: Fault) -> str:
    return str(fault).replace("_", " ", fault.kind.count("_"))


def _curve(first: int, plays: Sequence[Play]) -> Curve:
    most = max([first, *(play.size for play in plays)])
    top = max(1, -(-most // _GRID) * _GRID)
    step = (_RIGHT - _LEFT) / max(1, len(plays))
    points = [
        Point(n, _LEFT + step * (n - 0.5), _height(play.size, top), play.size, play.failed)
        for n, play in enumerate(plays, 1)
    ]
    path = f"M{_LEFT:.1f} {_height(first, top):.1f}"
    best = first
    for point in points:
        if point.failed and point.size <= best:
            best = point.size
            path += f"H{point.x:.1f}V{point.y:.1f}"
    lines = tuple((n, _height(n, top)) for n in range(0, top + 1, top // _GRID or 1))
    return Curve(tuple(points), f"{path}H{_RIGHT:.1f}", lines)


def _height(value: int, top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * value / top
