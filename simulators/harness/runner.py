"""Plays one scenario against one engine and records what happened; judges nothing."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .control import Control
from .process import run_once
from .record import Happened, Outcome, Record, Round, Snapshot, StepRecord
from .scenario import Event, From, Scenario, Step

SETTLING_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The command to run for a round, and how long it may take."""

    command: Sequence[str]
    timeout: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A scenario under way; `results` are those of labelled events."""

    control: Control
    scenario: Scenario
    engine: Engine
    state: Path
    on_round: Callable[[Round], None]
    results: dict[str, Any] = field(default_factory=dict)


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
            steps, settling = _rounds(play)
        return Record(
            scenario=scenario,
            steps=steps,
            settling=settling,
            journal=control.journal(),
            ledger=control.ledger(),
        )
    finally:
        control.close()


def _rounds(play: Play) -> tuple[tuple[StepRecord, ...], tuple[StepRecord, ...]]:
    steps: list[StepRecord] = []
    for step in play.scenario.steps:
        steps.append(_play_step(play, step))
        if steps[-1].round.outcome is Outcome.DIED:
            return tuple(steps), ()
    play.control.forget_faults()
    settling: list[StepRecord] = []
    for number in range(1, SETTLING_ROUNDS + 1):
        done = _play_step(play, Step(f"Settling, round {number}: no faults, nothing new."))
        settling.append(done)
        if done.round.outcome is Outcome.DIED or (done.round.completed and not done.round.writes):
            break
    return tuple(steps), tuple(settling)


def _play_step(play: Play, step: Step) -> StepRecord:
    if step.advance:
        play.control.advance(step.advance)
    happened = tuple(_happen(play, event) for event in step.events)
    for fault in step.faults:
        play.control.plant(fault)
    before = play.control.snapshot()
    round_ = _run_round(play, before)
    play.on_round(round_)
    return StepRecord(
        step=step, happened=happened, before=before, round=round_, after=play.control.snapshot()
    )


def _happen(play: Play, event: Event) -> Happened:
    missing = [
        value.label
        for value in event.arguments.values()
        if isinstance(value, From) and play.results.get(value.label) is None
    ]
    if missing:
        result, refused = None, f"{missing[0]} was refused before"
    else:
        result, refused = play.control.happen(event, _filled(event.arguments, play.results))
    if event.label:
        play.results[event.label] = result
    return Happened(event=event, result=result, refused=refused, seq=play.control.last())


def _filled(arguments: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Any]:
    """Put in what earlier events gave."""
    return {
        name: results[value.label][value.key] if isinstance(value, From) else value
        for name, value in arguments.items()
    }


def _run_round(play: Play, before: Snapshot) -> Round:
    ran = run_once(play.engine.command, _environment(play), timeout=play.engine.timeout)
    entries = play.control.journal(before.after)
    return Round(
        first=before.after,
        last=entries[-1].seq if entries else before.after,
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
