"""Where generated schedules are played: worlds of the shelf, and one engine that stays up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from stocktake.core.simulator import Simulator
from stocktake.harness.check import START, TICK_MS
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.driver import DoesNotListen, Driver, Given
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.scenario import Place, Scenario
from stocktake.harness.search.capsule import Born
from stocktake.harness.verdict import Result, judge
from stocktake.web.sandbox import Sandbox

BORN = Born(seed=1, scale=1, seed_set="shelf", now=START, tick=TICK_MS, hold_s=0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class HarnessServer:
    """A sandbox that listens at `url`, and one engine in it for one play after another."""

    url: str
    engine: Engine
    driver: Driver
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def play(self, scenario: Scenario) -> Result:
        """Play a schedule in a world of its own and judge it."""
        return self._play(scenario, self.driver)

    def play_alone(self, scenario: Scenario, *, canonical: bool = False) -> Result:
        """Do the same with a process of the engine that has played nothing before.

        `canonical`: its history is for a report.
        """
        with self.engine.driver() as driver:
            return self._play(scenario, driver, canonical=canonical)

    def _play(self, scenario: Scenario, driver: Driver, *, canonical: bool = False) -> Result:
        world = f"schedule-{next(self.numbers)}"
        return judge(
            play_scenario(self.url, scenario, driver=driver, world=world, canonical=canonical)
        )

    def listens(self, place: Place) -> bool:
        """Whether the engine takes callbacks; it is started, and told of a world for this alone."""
        control = ControlClient(self.url, world="before", goods=place.goods)
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
def harness_server(
    simulators: Sequence[Simulator],
    engine: Engine,
    *,
    born: Born = BORN,
    allow_callback_hosts: Sequence[str] = (),
) -> Iterator[HarnessServer]:
    """Yield a sandbox of such worlds with an engine that stays up; what comes last ends both."""
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
        allow_callback_hosts=allow_callback_hosts,
    )
    with sandbox, sandbox.listening() as url, engine.driver() as driver:
        yield HarnessServer(url=url, engine=engine, driver=driver)
        driver.stop()
