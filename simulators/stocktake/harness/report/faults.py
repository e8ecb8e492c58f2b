"""What became of the faults of a scenario: how often each struck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from stocktake.core.steps import Fault
from stocktake.harness.history import Entry, History
from stocktake.harness.verdict import Result
from stocktake.harness.violation import without_echoes

ANY = "*"


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault that was planted, and how often it struck: never, if no request was one it is for."""

    fault: Fault
    struck: int

    def __str__(self) -> str:
        if not self.struck:
            return f"{self.fault}: not met"
        times = "once" if self.struck == 1 else f"{self.struck} times"
        return f"{self.fault}: struck {times}"


def planted_faults(result: Result) -> tuple[Planted, ...]:
    """Return the faults of the steps that were played, in the order of their planting."""
    history = result.history
    if history is None:
        return ()
    waiting: list[tuple[Fault, int]] = []
    after = 0
    for step in history.steps:
        waiting += [(fault, after) for fault in step.step.faults]
        after = step.round.last
    struck = Counter(_strikes(history, waiting))
    return tuple(Planted(fault, struck[number]) for number, (fault, _) in enumerate(waiting))


def faults_by_kind(result: Result) -> Iterator[str]:
    """Name each kind of fault with how often it struck, or that it was not met."""
    planted = planted_faults(result)
    for kind in dict.fromkeys(each.fault.kind for each in planted):
        struck = sum(each.struck for each in planted if each.fault.kind == kind)
        missed = sum(each.fault.kind == kind and not each.struck for each in planted)
        if not struck:
            yield f"{kind}: not met"
        else:
            times = f" ({struck})" if struck > 1 else ""
            yield f"{kind}{times}{f', {missed} not met' if missed else ''}"


def _strikes(history: History, planted: list[tuple[Fault, int]]) -> Iterator[int]:
    """Yield, for each row that a fault hit, the number of the one that it was."""
    left = [fault.times for fault, _ in planted]
    hit = [e for e in history.journal if e.fault and e.kind in ("exchange", "callback")]
    for entry in without_echoes(hit):
        for number, (fault, after) in enumerate(planted):
            if left[number] and entry.seq > after and _is_hit_by(entry, fault):
                left[number] -= 1
                yield number
                break


def _is_hit_by(entry: Entry, fault: Fault) -> bool:
    return (entry.fault, entry.simulator) == (fault.kind, fault.simulator) and (
        fault.operation in (entry.operation, ANY)
    )
