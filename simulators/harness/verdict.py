"""What a check of an engine comes to: a result per scenario, and one exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from .checks import CHECKS
from .record import Record
from .scenario import Scenario
from .stories import Violation


class Verdict(IntEnum):
    """The exit codes of `stocktake check`."""

    RIGHT = 0
    WRONG = 1
    USAGE = 2
    ENGINE = 3
    TIME = 4
    NOTHING = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One scenario played and judged. `checks`: name -> what it found, in the scenario's order.

    `broken_down` says why nothing was judged: the engine did not start, died, or never completed.
    """

    scenario: Scenario
    record: Record | None
    checks: dict[str, tuple[Violation, ...]]
    broken_down: str = ""

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Everything that was found."""
        return tuple(violation for found in self.checks.values() for violation in found)

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that failed."""
        return tuple(name for name, found in self.checks.items() if found)


def judge(record: Record) -> Result:
    """Judge what was recorded, unless the engine was in no state to be judged."""
    scenario = record.scenario
    if record.died:
        reason = f"the engine died by signal {-record.died.exit}: {_last_line(record)}"
        return Result(scenario=scenario, record=record, checks={}, broken_down=reason)
    if record.never_completed:
        reason = f"no round without faults was ever completed: {_last_line(record)}"
        return Result(scenario=scenario, record=record, checks={}, broken_down=reason)
    checks = {check.__name__: tuple(check(record)) for check in scenario.checks or CHECKS}
    return Result(scenario=scenario, record=record, checks=checks)


def verdict_of(results: Sequence[Result], *, planned: int) -> Verdict:
    """Sum up. `planned` scenarios were to be played; fewer results mean that time was up."""
    if not results and not planned:
        return Verdict.NOTHING
    if any(result.broken_down for result in results):
        return Verdict.ENGINE
    if len(results) < planned:
        return Verdict.TIME
    return Verdict.WRONG if any(result.violations for result in results) else Verdict.RIGHT


def _last_line(record: Record) -> str:
    lines = record.all_steps[-1].round.output.strip().splitlines()
    return lines[-1] if lines else "it printed nothing"
