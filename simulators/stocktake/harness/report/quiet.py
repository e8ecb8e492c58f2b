"""What an engine asks of each system in a round in which there is nothing to do (D6, D27)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from stocktake.harness.history import History, StepHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTraffic:
    """The reads of one system in the quiet round, and the writes that it refused there."""

    system: str
    reads: int
    refused: int

    @property
    def text(self) -> str:
        """Both in words."""
        reads = f"{self.system} {self.reads} read{'s' if self.reads != 1 else ''}"
        writes = f"{self.refused} refused write{'s' if self.refused != 1 else ''}"
        return f"{reads}, {writes}" if self.refused else reads


def quiet_traffic(history: History | None) -> tuple[QuietTraffic, ...]:
    """Return what each system was asked in the quiet round; nothing where no round was quiet."""
    step = _quiet_step(history) if history else None
    if history is None or step is None:
        return ()
    entries = [e for e in history.sent if step.round.first < e.seq <= step.round.last]
    reads = Counter(entry.simulator or "" for entry in entries if not entry.is_write)
    refused = Counter(e.simulator or "" for e in entries if e.is_write and not e.wrote)
    return tuple(
        QuietTraffic(system=system, reads=reads[system], refused=refused[system])
        for system in sorted(reads | refused)
    )


def _quiet_step(history: History) -> StepHistory | None:
    """Return the quiet round, or the last of the settling ones where none was without a write."""
    return history.quiet or next(reversed(history.settling), None)
