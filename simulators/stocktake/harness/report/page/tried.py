"""What was tried on an engine: faults that struck, by kind, and what people did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from stocktake.harness.history import CONTROL_PLANE
from stocktake.harness.report.faults import planted_faults
from stocktake.harness.verdict import Result
from stocktake.web.faults import KINDS


@dataclass(slots=True)
class Tried:
    """How often faults of each kind struck, which operations they struck, what happened."""

    faults: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    rounds: int = 0

    def add(self, other: Tried) -> None:
        """Add what was tried elsewhere."""
        self.faults += other.faults
        self.missed += other.missed
        self.operations += other.operations
        self.events += other.events
        self.requests += other.requests
        self.rounds += other.rounds


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a list: what it counts, in words and in a sentence, and its length of 100."""

    name: str
    sentence: str
    count: int
    percent: int


def tried_in(result: Result) -> Tried:
    """Return what was tried in one scenario."""
    tried, history = Tried(), result.history
    for planted in planted_faults(result):
        fault = planted.fault
        if planted.struck:
            tried.faults[fault.kind] += planted.struck
            tried.operations[f"{fault.simulator}.{fault.operation}"] += planted.struck
        else:
            tried.missed[fault.kind] += 1
    if history:
        topology = history.scenario.topology
        for entry in history.journal:
            role, name = topology.role(entry.simulator), entry.operation or ""
            issue = role.credentials.issue if role else None
            is_set_up = issue is not None and name == issue.name  # people get their keys by it
            if entry.kind == "event" and entry.simulator != CONTROL_PLANE and not is_set_up:
                said = role.sentences.get(name) if role else None
                tried.events[said or name.replace("_", " ").capitalize()] += 1
        tried.requests += len(history.sent)
        tried.rounds += len(history.all_steps)
    return tried


def sum_of(several: Iterable[Tried]) -> Tried:
    """Add up what was tried."""
    total = Tried()
    for each in several:
        total.add(each)
    return total


def fault_bars(counts: Counter[str]) -> list[Bar]:
    """Return kinds of faults as bars, each with its sentence."""
    return [
        Bar(name.replace("_", " "), KINDS[name].sentence if name in KINDS else "", n, percent)
        for name, n, percent in _sorted(counts)
    ]


def bars(counts: Counter[str]) -> list[Bar]:
    """Return counts as bars, the largest first."""
    return [Bar(name, "", n, percent) for name, n, percent in _sorted(counts)]


def _sorted(counts: Counter[str]) -> Iterable[tuple[str, int, int]]:
    most = max(counts.values(), default=1)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield name, count, max(1, round(100 * count / most))
