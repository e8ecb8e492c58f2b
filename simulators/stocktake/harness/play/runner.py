"""Plays one scenario against one engine and records it; judges nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stocktake.client.control import Control
from stocktake.core.steps import Event, Fault
from stocktake.harness.history import (
    History,
    Outcome,
    PlantedFault,
    Round,
    Snapshot,
    StepHistory,
)
from stocktake.harness.play.acts import check_refusal, run_act
from stocktake.harness.play.control_client import ControlClient, ControlError
from stocktake.harness.play.driver import Driver
from stocktake.harness.play.ends import go_on
from stocktake.harness.play.errors import NotJudged
from stocktake.harness.play.kills import killable
from stocktake.harness.play.lines_mode import LinesMode
from stocktake.harness.play.run_mode import RunMode
from stocktake.harness.play.staff import StaffError
from stocktake.harness.play.state import Play
from stocktake.harness.scenario import Scenario, Step

SETTLING_ROUNDS = 5
QUIET = Step("Quiet: an hour later, still nothing new.", advance="1h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine: its command, how long a round may take (s), whether it speaks JSON lines.

    With `allow_hosts` it calls vendors' own hosts, which lead to its play; others are refused but
    for these.
    """

    command: Sequence[str]
    timeout: float = 30.0
    lines: bool = False
    allow_hosts: tuple[str, ...] | None = None

    def driver(self) -> Driver:
        """Return its driver; nothing is started yet."""
        mode = LinesMode if self.lines else RunMode
        return mode(self.command, timeout=self.timeout, allow_hosts=self.allow_hosts)


def play_scenario(
    server: Control,
    scenario: Scenario,
    *,
    driver: Driver,
    world: str,
    on_round: Callable[[Round], None] = lambda _: None,
    canonical: bool = False,
) -> History:
    """Play a scenario in a new world of the server; return what was recorded.

    The engine may have played others before; DoesNotListen when the scenario needs one that listens
    and it does not, NotJudged when the play says nothing about the engine, Stopped by a signal.
    `canonical`: keep the canonical journal too.
    """
    outlets = scenario.topology.outlets
    try:
        control = ControlClient(server, scenario.world, world=world, outlets=outlets)
    except ControlError as error:
        raise NotJudged(f"{scenario.name}: its world cannot begin: {error}") from error
    try:
        with (
            tempfile.TemporaryDirectory(prefix="stocktake-", ignore_cleanup_errors=True) as state,
            killable(world, driver.kill),
        ):
            play = Play(
                control=control, scenario=scenario, driver=driver, state=Path(state),
                on_round=on_round,
            )  # fmt: skip
            return _played(play, canonical=canonical)
    except (ControlError, StaffError) as error:
        go_on()  # what a signal has cut off is no error of the scenario
        raise NotJudged(f"{scenario.name}: {error}") from error
    finally:
        control.close()


def _played(play: Play, *, canonical: bool) -> History:
    """Play everything, and read what is to be judged."""
    if play.scenario.listens:
        play.driver.listens_at(play.given())
    steps = _steps(play)
    faults = (*play.taken_back, *_take_faults(play))
    settling = _settle(play, steps)
    at_rest = bool(settling) and settling[-1].round.is_quiet
    quiet = _play_step(play, QUIET, settling[-1].after) if at_rest else None
    go_on()
    _check_journal(play)
    return History(
        scenario=play.scenario,
        steps=tuple(steps),
        settling=tuple(settling),
        quiet=quiet,
        journal=tuple(play.journal),
        ledger=play.control.ledger(),
        faults=faults,
        waited_for=tuple(play.waited_for),
        canonical=play.control.canonical() if canonical else "",
        held=play.control.held() if canonical else (),
        goods=play.control.goods() if canonical else (),
        issued=play.issued_values(),
    )


def _steps(play: Play) -> list[StepHistory]:
    """Play the scenario's steps, or until the engine dies."""
    steps: list[StepHistory] = []
    for number, step in enumerate(play.scenario.steps):
        steps.append(_play_step(play, step, steps[-1].after if steps else None, number=number))
        if steps[-1].round.outcome is Outcome.DIED:
            break
        if step.for_one_round:
            play.taken_back.extend(_take_faults(play))
            play.planted.clear()
            play.control.clear_faults()
    return steps


def _settle(play: Play, steps: Sequence[StepHistory]) -> list[StepHistory]:
    """Play rounds without faults until one has nothing to write."""
    settling: list[StepHistory] = []
    if steps and steps[-1].round.outcome is Outcome.DIED:
        return settling
    play.control.clear_faults()
    for number in range(1, SETTLING_ROUNDS + 1):
        step = Step(f"Settling, round {number}: no faults, nothing new.")
        settling.append(_play_step(play, step, [*steps, *settling][-1].after))
        if settling[-1].round.outcome is Outcome.DIED or settling[-1].round.is_quiet:
            break
    return settling


def _play_step(play: Play, step: Step, last: Snapshot | None, *, number: int = 0) -> StepHistory:
    go_on()
    if step.advance:
        play.control.advance(step.advance)
    for fault in step.faults:
        play.planted[play.control.plant_fault(fault)] = (fault, number)
    play.read_on()
    events = tuple(each for act in step.events for each in run_act(play, act, step=number))
    before = _look(play, last)
    round_ = _run_round(play, before.after, at_once=step.at_once)
    play.on_round(round_)
    after = _look(play, before)
    return StepHistory(step=step, events=events, before=before, round=round_, after=after)


def _look(play: Play, last: Snapshot | None) -> Snapshot:
    """Return what every system holds; after reads alone nothing has changed."""
    fresh = [entry for entry in play.journal if last is None or entry.seq > last.after]
    if last is None or any(entry.kind != "exchange" or entry.is_write for entry in fresh):
        return play.control.snapshot(play.seq)
    return replace(last, after=play.seq)


def _run_round(play: Play, first: int, *, at_once: int) -> Round:
    ran = play.driver.round(play.given(at_once=at_once))
    entries = play.read_on()
    return Round(
        first=first,
        last=play.seq,
        outcome=ran.outcome,
        exit=ran.exit,
        seconds=ran.seconds,
        output=ran.output,
        faults=sum(entry.fault is not None for entry in entries),
        writes=sum(entry.wrote for entry in entries),
        why=ran.why,
        definite=ran.definite,
    )


def _take_faults(play: Play) -> tuple[PlantedFault, ...]:
    """Return the planted faults as they went; NotJudged where one has vanished or was refused."""
    rows = play.control.planted() if play.planted else {}
    faults = []
    for fault_id, (fault, step) in play.planted.items():
        row = rows.get(fault_id)
        if row is None or (row["kind"], row["nth"]) != (fault.kind, fault.nth):
            where = f"{play.scenario.name}, step {step + 1}"
            raise NotJudged(f"{where}: a planted fault has vanished: {fault}")
        if row["refused"]:
            check_refusal(play, _interleaved(fault), row["refused"], step=step)
        faults.append(
            PlantedFault(
                fault=fault,
                step=step,
                met=row["seen"],
                struck=row["fired"],
                refused=row["refused"] or "",
            )
        )
    return tuple(faults)


def _interleaved(fault: Fault) -> Event:
    """Return the event in the arguments of a fault."""
    arguments = dict(fault.arguments["event"])
    return Event(
        arguments.pop("simulator"),
        arguments.pop("event"),
        may_be_refused=bool(arguments.pop("may_be_refused", False)),
        arguments=arguments,
    )


def _check_journal(play: Play) -> None:
    """Raise NotJudged where the journal is not whole: checks would not see what is missing."""
    for expected, entry in enumerate(play.journal, 1):
        if entry.seq != expected:
            raise NotJudged(
                f"{play.scenario.name}: the journal has a gap: row {entry.seq} is where"
                f" {expected} should be"
            )
