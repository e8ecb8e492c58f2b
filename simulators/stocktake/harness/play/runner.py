"""Plays one scenario against one engine and records it; judges nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stocktake.core.steps import Act, Event, From, Request
from stocktake.harness.history import (
    Entry,
    EventResult,
    History,
    Outcome,
    Round,
    Snapshot,
    StepHistory,
)
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.driver import Driver, EngineInput
from stocktake.harness.play.lines_mode import LinesMode
from stocktake.harness.play.run_mode import RunMode
from stocktake.harness.play.staff import send
from stocktake.harness.scenario import Scenario, Step

SETTLING_ROUNDS = 5
QUIET = Step("Quiet: an hour later, still nothing new.", advance="1h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine: its command, how long a round may take (s), whether it speaks JSON lines."""

    command: Sequence[str]
    timeout: float = 30.0
    lines: bool = False

    def driver(self) -> Driver:
        """Return its driver; nothing is started yet."""
        mode = LinesMode if self.lines else RunMode
        return mode(self.command, timeout=self.timeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A scenario being played.

    `results` are those of labelled events, `journal` is what was read of it so far, `registered`
    the address under which each outlet knows the engine.
    """

    control: ControlClient
    scenario: Scenario
    driver: Driver
    state: Path
    on_round: Callable[[Round], None]
    results: dict[str, Any] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)
    registered: dict[str, str] = field(default_factory=dict)

    def given(self) -> EngineInput:
        """Return what docs/protocol.md promises to an engine."""
        return EngineInput(
            variables=self.control.environment(),
            state=self.state,
            places=self.scenario.topology.places,
            now=self.control.now(),
            client_id=self.scenario.slug,
            clock=self.scenario.config.clock,
        )

    def read_on(self) -> list[Entry]:
        """Return the journal rows since the last read."""
        fresh = self.control.journal(self.seq, reports=self.scenario.topology.reports)
        self.journal.extend(fresh)
        return list(fresh)

    @property
    def seq(self) -> int:
        """The journal number of the last row that was read."""
        return self.journal[-1].seq if self.journal else 0


def play_scenario(
    url: str,
    scenario: Scenario,
    *,
    driver: Driver,
    world: str,
    on_round: Callable[[Round], None] = lambda _: None,
    canonical: bool = False,
) -> History:
    """Play a scenario in a new world of the sandbox at `url`; return what was recorded.

    The engine may have played others before; DoesNotListen when the scenario needs one that listens
    and it does not. `canonical`: keep the canonical journal too.
    """
    control = ControlClient(url, scenario.config, world=world)
    try:
        with tempfile.TemporaryDirectory(prefix="stocktake-") as state:
            play = Play(
                control=control, scenario=scenario, driver=driver, state=Path(state),
                on_round=on_round,
            )  # fmt: skip
            if scenario.listens:
                driver.listens_at(play.given())
            steps, settling = _rounds(play)
            last = settling[-1] if settling and settling[-1].round.is_quiet else None
            quiet = _play_step(play, QUIET, last.after) if last else None
        return History(
            scenario=scenario,
            steps=tuple(steps),
            settling=tuple(settling),
            quiet=quiet,
            journal=tuple(play.journal),
            ledger=control.ledger(),
            canonical=control.canonical() if canonical else "",
            issued=frozenset(control.environment().values()),
        )
    finally:
        control.close()


def _rounds(play: Play) -> tuple[list[StepHistory], list[StepHistory]]:
    """Play the scenario's steps, then rounds without faults until one has nothing to write."""
    steps: list[StepHistory] = []
    for step in play.scenario.steps:
        steps.append(_play_step(play, step, steps[-1].after if steps else None))
        if steps[-1].round.outcome is Outcome.DIED:
            return steps, []
    play.control.clear_faults()
    settling: list[StepHistory] = []
    for number in range(1, SETTLING_ROUNDS + 1):
        step = Step(f"Settling, round {number}: no faults, nothing new.")
        settling.append(_play_step(play, step, (steps + settling)[-1].after))
        if settling[-1].round.outcome is Outcome.DIED or settling[-1].round.is_quiet:
            break
    return steps, settling


def _play_step(play: Play, step: Step, last: Snapshot | None) -> StepHistory:
    if step.advance:
        play.control.advance(step.advance)
    for fault in step.faults:
        play.control.plant_fault(fault)
    play.read_on()
    events = tuple(each for event in step.events for each in _run_event(play, event))
    before = _look(play, last)
    round_ = _run_round(play, before.after)
    play.on_round(round_)
    after = _look(play, before)
    return StepHistory(step=step, events=events, before=before, round=round_, after=after)


def _look(play: Play, last: Snapshot | None) -> Snapshot:
    """Return what every system holds; after reads alone nothing has changed."""
    fresh = [entry for entry in play.journal if last is None or entry.seq > last.after]
    if last is None or any(entry.kind != "exchange" or entry.is_write for entry in fresh):
        return play.control.snapshot(play.seq)
    return replace(last, after=play.seq)


def _run_event(play: Play, event: Act) -> Iterator[EventResult]:
    """Run an event or request; before an outlet asks the engine, register it there."""
    asks = isinstance(event, Event) and event.asks_engine
    if asks:
        yield from _register(play, event.simulator)
    first = play.seq
    if isinstance(event, Request):
        role = play.scenario.topology.role(event.simulator)
        assert role is not None, f"{event.simulator} is on no route"
        environment = play.control.environment()
        result, refused = send(
            environment, event, credentials=role.credentials, results=play.results
        )
    else:
        result, refused = _trigger_event(play, event)
    if event.label:
        play.results[event.label] = result
    # An event that depends on one that was refused is not triggered: it has no row of its own.
    play.read_on()
    seen = play.control.snapshot(play.seq) if asks else None
    yield EventResult(
        event=event, result=result, refused=refused, seq=play.seq, first=first, seen=seen
    )


def _register(play: Play, outlet: str) -> Iterator[EventResult]:
    """Register at an outlet where the engine takes callbacks, unless that is known there.

    Not before it asks: until then an engine that registers no module of its own ships nothing.
    """
    address = play.driver.listens_at(play.given())
    if not address or play.registered.get(outlet) == address:
        return
    for route in play.scenario.topology.routes:
        questions = route.outlet_role.questions
        if route.outlet == outlet and questions:
            request = route.bound(
                questions.register, own=outlet, address=address, client_id=play.scenario.slug
            )
            yield from _run_event(play, request)
            break
    play.registered[outlet] = address


def _trigger_event(play: Play, event: Event) -> tuple[Any, str]:
    for value in event.arguments.values():
        if isinstance(value, From) and play.results.get(value.label) is None:
            return None, f"{value.label} was refused before"
    arguments = _with_results(event.arguments, play.results)
    return play.control.trigger_event(event, arguments, after=play.seq)


def _with_results(arguments: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with the values that earlier events gave."""
    return {
        name: results[value.label][value.key] if isinstance(value, From) else value
        for name, value in arguments.items()
    }


def _run_round(play: Play, first: int) -> Round:
    ran = play.driver.round(play.given())
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
        why=ran.why,
        definite=ran.definite,
    )
