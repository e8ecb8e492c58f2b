"""`stocktake check --examples` and `stocktake replay`: schedules that nobody wrote, and capsules."""

from __future__ import annotations

import shlex
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from simulators.core.simulator import Simulator
from simulators.web.sandbox import Sandbox

from .capsule import Born, Capsule, Expected, expected_of, here, load, save
from .check import START, TICK_MS
from .control import Control
from .driver import CannotStartError, DoesNotListen, Driver, Given
from .progress import watched
from .report import SUMMARY, stories
from .runner import Engine, record
from .scenario import Scenario
from .schedules import place_of, size, strategy
from .search import NOT_JUDGED, Found, Search, Stopped, find
from .verdict import Result, Verdict, judge
from .vocabularies import SHOP, WAREHOUSES

BORN = Born(seed=1, scale=1, seed_set="shelf", now=START, tick=TICK_MS, hold_s=0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """A sandbox that listens at `url`, and one engine under way in it, for one play after another."""

    url: str
    driver: Driver
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def play(self, scenario: Scenario) -> Result:
        """Play a schedule in a world of its own and judge it."""
        world = f"schedule-{next(self.numbers)}"
        return judge(record(self.url, scenario, driver=self.driver, world=world))

    def listens(self) -> bool:
        """Whether the engine takes callbacks; it is started, and told of a world for this alone."""
        control = Control(self.url, world="before", forked_from="default")
        place = place_of(SHOP, WAREHOUSES)
        try:
            with tempfile.TemporaryDirectory(prefix="stocktake-") as state:
                given = Given(
                    variables=control.environment(),
                    state=Path(state),
                    stores=dict(place.stores),
                    now=control.now(),
                    client_id="before",
                )
                return bool(self.driver.listens_at(given))
        except DoesNotListen:
            return False
        finally:
            control.close()


@contextmanager
def arena(
    simulators: Sequence[Simulator], engine: Engine, *, born: Born = BORN
) -> Iterator[Arena]:
    """Yield a sandbox of such worlds with an engine that stays up."""
    sandbox = Sandbox(
        simulators,
        seed=born.seed,
        scale=born.scale,
        seed_set=born.seed_set,
        now=born.now,
        clock="manual",
        tick=born.tick,
        hold_s=born.hold_s,
        journal=0,  # a verdict cites rows: none may be dropped
    )
    with sandbox, sandbox.listening() as url, engine.driver() as driver:
        yield Arena(url=url, driver=driver)
        driver.stop()


def run_generated(
    simulators: Sequence[Simulator],
    engine: Sequence[str],
    *,
    examples: int,
    seed: int = 0,
    round_timeout: float = 30.0,
    time_budget: float | None = None,
    capsule: Path | None = None,
    console: Console | None = None,
) -> int:
    """Put an engine that speaks lines through generated schedules; return the exit code of `check`.

    The first that it fails is shrunk, told and saved to `capsule`, a name made of the check and the
    seed when it is None.
    """
    console = console or Console()
    until = None if time_budget is None else time.monotonic() + time_budget
    command = Engine(command=tuple(engine), timeout=round_timeout, lines=True)
    try:
        with arena(simulators, command) as ground:
            search = Search(play=ground.play, place=place_of(SHOP, WAREHOUSES), until=until)
            try:
                found = _search(ground, search, examples=examples, seed=seed, console=console)
            except Stopped:
                if search.failure:
                    raise search.failure from None
                _tell_of_search(console, search, examples, seed)
                console.print(SUMMARY[Verdict.TIME])
                return Verdict.TIME
            _tell_of_search(console, search, examples, seed)
            if found is None:
                console.print(SUMMARY[Verdict.RIGHT])
                return Verdict.RIGHT
            result = ground.play(found.shrunk)
    except CannotStartError as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        console.print(SUMMARY[Verdict.ENGINE])
        return Verdict.ENGINE
    return _tell(console, found, result, search, command.command, seed, capsule)
