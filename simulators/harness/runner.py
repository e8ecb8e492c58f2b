"""Plays one scenario against one engine and records what happened; judges nothing."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .clerk import send
from .control import Control
from .process import run_once
from .record import Entry, Happened, Outcome, Record, Round, Snapshot, StepRecord
from .scenario import Event, From, Request, Scenario, Step

SETTLING_ROUNDS = 5
QUIET = Step("Quiet: an hour later, still nothing new.", advance="1h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The command to run for a round, and how long it may take."""

    command: Sequence[str]
    timeout: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A scenario under way, with the results of labelled events and the journal as read so far."""

    control: Control
    scenario: Scenario
    engine: Engine
    state: Path
    on_round: Callable[[Round], None]
    results: dict[str, Any] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)

    def read_on(self) -> list[Entry]:
        """Return what came into the journal since it was last read."""
        fresh = self.control.journal(self.seq)
        self.journal.extend(fresh)
        return list(fresh)

    @property
    def seq(self) -> int:
        """The last journal number that was read."""
        return self.journal[-1].seq if self.journal else 0


def record(
    url: str,
    scenario: Scenario,
    *,
    engine: Engine,
    world: str,
    on_round: Callable[[Round], None] = lambda _: None,
) -> Record:
    """Play a scenario in a new world of the sandbox at `url`."""
    control = Control(url, world=world, forked_from=scenario.world.forked_from)
    try:
        with tempfile.TemporaryDirectory(prefix="stocktake-") as state:
            play = Play(
                control=control,
                scenario=scenario,
                engine=engine,
                state=Path(state),
                on_round=on_round,
            )
            for name, value in scenario.world.quirks:
                control.set_quirk(name, value)
            steps, settling = _rounds(play)
            at_rest = bool(settling) and settling[-1].round.is_quiet
            quiet = _play_step(play, QUIET, settling[-1].after) if at_rest else None
        return Record(
            scenario=scenario,
            steps=tuple(steps),
            settling=tuple(settling),
            quiet=quiet,
            journal=tuple(play.journal),
            ledger=control.ledger(),
        )
    finally:
        control.close()


def _rounds(play: Play) -> tuple[list[StepRecord], list[StepRecord]]:
    """Play the scenario's steps, then rounds without faults until one has nothing to write."""
    steps: list[StepRecord] = []
    for step in play.scenario.steps:
        steps.append(_play_step(play, step, steps[-1].after if steps else None))
        if steps[-1].round.outcome is Outcome.DIED:
            return steps, []
    play.control.forget_faults()
    settling: list[StepRecord] = []
    for number in range(1, SETTLING_ROUNDS + 1):
        step = Step(f"Settling, round {number}: no faults, nothing new.")
        settling.append(_play_step(play, step, (steps + settling)[-1].after))
        if settling[-1].round.outcome is Outcome.DIED or settling[-1].round.is_quiet:
            break
    return steps, settling


def _play_step(play: Play, step: Step, last: Snapshot | None) -> StepRecord:
    if step.advance:
        play.control.advance(step.advance)
    for fault in step.faults:
        play.control.plant(fault)
    happened = tuple(_happen(play, event) for event in step.events)
    play.read_on()
    before = _look(play, last)
    round_ = _run_round(play, before.after)
    play.on_round(round_)
    after = _look(play, before)
    return StepRecord(step=step, happened=happened, before=before, round=round_, after=after)


def _look(play: Play, last: Snapshot | None) -> Snapshot:
    """Return what every system holds; after reads alone that is what it held before."""
    fresh = [entry for entry in play.journal if last is None or entry.seq > last.after]
    if last is None or any(entry.kind != "exchange" or entry.is_write for entry in fresh):
        return play.control.snapshot(play.seq)
    return replace(last, after=play.seq)


def _happen(play: Play, event: Event | Request) -> Happened:
    if isinstance(event, Request):
        result, refused = send(play.control.environment(), event, results=play.results)
    else:
        result, refused = _let_happen(play, event)
    if event.label:
        play.results[event.label] = result
    fresh = play.read_on()
    # What waits for an event that was refused does not happen: no row of its own.
    seq = fresh[-1].seq if fresh else play.seq
    return Happened(event=event, result=result, refused=refused, seq=seq)


def _let_happen(play: Play, event: Event) -> tuple[Any, str]:
    for value in event.arguments.values():
        if isinstance(value, From) and play.results.get(value.label) is None:
            return None, f"{value.label} was refused before"
    return play.control.happen(event, _filled(event.arguments, play.results))


def _filled(arguments: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Any]:
    """Put in what earlier events gave."""
    return {
        name: results[value.label][value.key] if isinstance(value, From) else value
        for name, value in arguments.items()
    }


def _run_round(play: Play, first: int) -> Round:
    ran = run_once(play.engine.command, _environment(play), timeout=play.engine.timeout)
    entries = play.read_on()
    return Round(
        first=first,
        last=play.seq,
        outcome=ran.outcome,
        exit=ran.exit,
        seconds=ran.seconds,
        output=ran.output,
        faults=sum(entry.fault is not None for entry in entries),
        writes=sum(entry.is_write for entry in entries),
    )


def _environment(play: Play) -> dict[str, str]:
    """What PROTOCOL.md promises to a round."""
    local = "127.0.0.1,localhost"
    past_the_proxy = ",".join(filter(None, [os.environ.get("NO_PROXY"), local]))
    return {
        **play.control.environment(),
        "STOCKTAKE_STATE_DIR": str(play.state),
        "STOCKTAKE_NOW": play.control.now(),
        "STOCKTAKE_MAP": json.dumps(dict(play.scenario.world.stores)),
        "NO_PROXY": past_the_proxy,
        "no_proxy": past_the_proxy,
    }
