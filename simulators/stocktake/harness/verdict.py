"""The verdict on an engine: a result per scenario, and one exit code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from stocktake.harness.causes import Cause, causes_of
from stocktake.harness.checks import CHECKS
from stocktake.harness.history import History, Outcome
from stocktake.harness.play.driver import EngineRun
from stocktake.harness.scenario import Scenario
from stocktake.harness.violation import Violation

_UNANSWERED = (Outcome.KILLED, Outcome.GARBLED, Outcome.LEFT)
FLOOD = 2000
"""More requests than this in one round are a flood: as many as reading the whole catalogue takes,
one row at a time, many times over.
"""


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
    """One scenario, played and judged. `checks`: name -> what it found, in their order.

    `broken_down` says why nothing was judged: the engine did not start, died, or never completed a
    round, or an act of the scenario was refused; `skipped`, why nothing was played; `notes`, rounds
    that ended without an answer, and acts that the engine made impossible.
    """

    scenario: Scenario
    history: History | None
    checks: dict[str, tuple[Violation, ...]]
    broken_down: str = ""
    skipped: str = ""
    notes: tuple[str, ...] = ()

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Everything that was found."""
        return tuple(violation for found in self.checks.values() for violation in found)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The same, causes first, each with what only follows from it."""
        return causes_of(self.violations, self.history)

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that failed."""
        return tuple(name for name, found in self.checks.items() if found)


def judge(history: History, stopped: EngineRun | None = None) -> Result:
    """Judge what was recorded, unless the engine could not be judged.

    `stopped` is how the engine ended when it was asked to stop, if it was.
    """
    scenario = history.scenario
    broken_down = _broken_down(history, stopped)
    notes = tuple(_notes(history, stopped))
    checks = {
        check.__name__: tuple(check(history)) for check in (CHECKS if not broken_down else ())
    }
    if history.waited_for and not broken_down and not any(checks.values()):
        # Something of the story did not happen, and the engine is not to blame for it.
        broken_down, checks = history.waited_for[0], {}
        notes = tuple(note for note in notes if note not in history.waited_for)
    return Result(
        scenario=scenario, history=history, checks=checks, broken_down=broken_down, notes=notes
    )


def _broken_down(history: History, stopped: EngineRun | None) -> str:
    if history.died:
        return f"the engine died by signal {-history.died.exit}: {history.died.reason}"
    if stopped and stopped.outcome is Outcome.DIED:
        return f"the engine died by signal {-stopped.exit} {stopped.why or 'before it was stopped'}"
    if history.never_completed:
        return f"no round without faults was ever completed: {history.all_steps[-1].round.reason}"
    return ""


def _notes(history: History, stopped: EngineRun | None) -> Iterator[str]:
    """Yield notes on rounds that ended in another way than by an answer of the engine."""
    sent = [entry.seq for entry in history.sent]
    if not sent:
        yield "the engine sent no request in any round; a command that reads lines needs --lines"
    for number, step in enumerate(history.all_steps, 1):
        if step.round.outcome in _UNANSWERED:
            yield f"round {number} {step.round.outcome.value}: {step.round.reason}"
        if sum(step.round.first < seq <= step.round.last for seq in sent) > FLOOD:
            yield f"round {number} flooded the systems: over {FLOOD} requests in one round"
    yield from history.waited_for
    if stopped and stopped.outcome in (Outcome.FAILED, *_UNANSWERED):
        yield f"asked to stop: {stopped.why}"


def verdict_of(results: Sequence[Result], *, planned: int) -> Verdict:
    """Sum up. `planned` scenarios were to be played; fewer results mean that time was up."""
    if len(results) == planned and all(result.skipped for result in results):
        return Verdict.NOTHING
    if any(result.broken_down for result in results):
        return Verdict.ENGINE
    if len(results) < planned:
        return Verdict.TIME
    return Verdict.WRONG if any(result.violations for result in results) else Verdict.RIGHT
