"""Plays one scenario against one engine and records what happened; judges nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stocktake.harness.history import (
    Entry,
    Happened,
    History,
    Outcome,
    Round,
    Snapshot,
    StepHistory,
)
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.driver import Driver, Given
from stocktake.harness.play.lines_mode import LinesMode
from stocktake.harness.play.run_mode import RunMode
from stocktake.harness.play.staff import send
from stocktake.harness.scenario import MODULE, Event, From, Request, Scenario, Step

SETTLING_ROUNDS = 5
QUIET = Step("Quiet: an hour later, still nothing new.", advance="1h")
ACTION = {"code": "inventoriesUpload", "url": "inventories", "callPoints": ["stocktake"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The command of an engine, how long a round may take, and whether it speaks lines."""

    command: Sequence[str]
    timeout: float = 30.0
    lines: bool = False

    def driver(self) -> Driver:
        """Return what drives it; nothing is started yet."""
        mode = LinesMode if self.lines else RunMode
        return mode(self.command, timeout=self.timeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A scenario under way, with the results of labelled events, the journal as read so far, and
    the addresses under which the engine was registered: the last one counts.
    """

    control: ControlClient
    scenario: Scenario
    driver: Driver
    state: Path
    on_round: Callable[[Round], None]
    results: dict[str, Any] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)
    registered: list[str] = field(default_factory=list)

    def given(self) -> Given:
        """Return what PROTOCOL.md promises to an engine."""
        return Given(
            variables=self.control.environment(),
            state=self.state,
            stores=dict(self.scenario.world.stores),
            now=self.control.now(),
            client_id=self.scenario.slug,
            clock=self.scenario.world.clock,
        )

    def read_on(self) -> list[Entry]:
        """Return what came into the journal since it was last read."""
        fresh = self.control.journal(self.seq)
        self.journal.extend(fresh)
        return list(fresh)

    @property
    def seq(self) -> int:
        """The last journal number that was read."""
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
    """Play a scenario in a new world of the sandbox at `url`, with an engine that may have played
    others before; DoesNotListen when it should and does not. `canonical`: keep that journal too.
    """
    control = ControlClient(url, world=world, goods=scenario.world.goods)
    try:
        with tempfile.TemporaryDirectory(prefix="stocktake-") as state:
            play = Play(
                control=control,
                scenario=scenario,
                driver=driver,
                state=Path(state),
                on_round=on_round,
            )
            _set_up(control, scenario)
            if scenario.listens:
                driver.listens_at(play.given())
            steps, settling = _rounds(play)
            at_rest = bool(settling) and settling[-1].round.is_quiet
            quiet = _play_step(play, QUIET, settling[-1].after) if at_rest else None
        return History(
            scenario=scenario,
            steps=tuple(steps),
            settling=tuple(settling),
            quiet=quiet,
            journal=tuple(play.journal),
            ledger=control.ledger(),
            canonical=control.canonical() if canonical else "",
        )
    finally:
        control.close()


def _set_up(control: ControlClient, scenario: Scenario) -> None:
    if scenario.world.clock == "flowing":
        control.let_time_flow()
    for name, value in scenario.world.quirks:
        control.set_quirk(name, value)


def _rounds(play: Play) -> tuple[list[StepHistory], list[StepHistory]]:
    """Play the scenario's steps, then rounds without faults until one has nothing to write."""
    steps: list[StepHistory] = []
    for step in play.scenario.steps:
        steps.append(_play_step(play, step, steps[-1].after if steps else None))
        if steps[-1].round.outcome is Outcome.DIED:
            return steps, []
    play.control.forget_faults()
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
        play.control.plant(fault)
    play.read_on()
    happened = tuple(each for event in step.events for each in _happen(play, event))
    before = _look(play, last)
    round_ = _run_round(play, before.after)
    play.on_round(round_)
    after = _look(play, before)
    return StepHistory(step=step, happened=happened, before=before, round=round_, after=after)


def _look(play: Play, last: Snapshot | None) -> Snapshot:
    """Return what every system holds; after reads alone that is what it held before."""
    fresh = [entry for entry in play.journal if last is None or entry.seq > last.after]
    if last is None or any(entry.kind != "exchange" or entry.is_write for entry in fresh):
        return play.control.snapshot(play.seq)
    return replace(last, after=play.seq)


def _happen(play: Play, event: Event | Request) -> Iterator[Happened]:
    asks = isinstance(event, Event) and event.asks
    if asks:
        yield from _register(play)
    first = play.seq
    if isinstance(event, Request):
        result, refused = send(play.control.environment(), event, results=play.results)
    else:
        result, refused = _let_happen(play, event)
    if event.label:
        play.results[event.label] = result
    # What waits for an event that was refused does not happen: no row of its own.
    play.read_on()
    seen = play.control.snapshot(play.seq) if asks else None
    yield Happened(
        event=event, result=result, refused=refused, seq=play.seq, first=first, seen=seen
    )


def _register(play: Play) -> Iterator[Happened]:
    """Tell the shop where the engine takes callbacks, if it does not know.

    Not before it is to ask: until then an engine that registers no module of its own ships nothing.
    """
    listens = play.driver.listens_at(play.given())
    if not listens or play.registered[-1:] == [listens]:
        return
    module = {
        "code": MODULE,
        "integrationCode": MODULE,
        "name": "The engine under test",
        "baseUrl": listens,
        "clientId": play.scenario.slug,
        "active": True,
        "integrations": {"store": {"actions": [ACTION]}},
    }
    path = f"/api/v5/integration-modules/{MODULE}/edit"
    yield from _happen(
        play, Request(play.scenario.world.shop, "POST", path, {"integrationModule": module})
    )
    play.registered.append(listens)


def _let_happen(play: Play, event: Event) -> tuple[Any, str]:
    for value in event.arguments.values():
        if isinstance(value, From) and play.results.get(value.label) is None:
            return None, f"{value.label} was refused before"
    return play.control.happen(event, _filled(event.arguments, play.results), after=play.seq)


def _filled(arguments: Mapping[str, Any], results: Mapping[str, Any]) -> dict[str, Any]:
    """Put in what earlier events gave."""
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
