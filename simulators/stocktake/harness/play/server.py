"""The server of generated schedules: worlds of the shelf, and one engine that stays up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from pathlib import Path

from stocktake.client.control import Control
from stocktake.core.config import WorldConfig
from stocktake.core.simulator import Simulator
from stocktake.harness.masking import Mask
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.driver import DoesNotListen, Driver, EngineInput
from stocktake.harness.play.keys import TOKEN
from stocktake.harness.play.kills import strike
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.scenario import SHELF, Scenario
from stocktake.harness.topology import Topology
from stocktake.harness.verdict import Result, judge
from stocktake.web.sandbox import Sandbox

HOLD_S = 0.1
"""Seconds for which a planted timeout holds a connection before it is cut.

Nothing is judged by it, and it is the only time in which a check waits for nothing.
"""


_numbers = count(1)  # no two worlds of this process share a name: faults that kill go by it


@dataclass(frozen=True, slots=True, kw_only=True)
class HarnessServer:
    """A sandbox that listens, and one engine for one play after another.

    Results are masked; `masks` are those that were needed.
    """

    control: Control
    engine: Engine
    driver: Driver
    masks: set[Mask] = field(default_factory=set)

    def play(self, scenario: Scenario) -> Result:
        """Play a schedule in a world of its own and judge it."""
        return self._play(scenario, self.driver)

    def play_alone(self, scenario: Scenario, *, canonical: bool = False) -> Result:
        """Do the same with a new process of the engine.

        `canonical`: the result is for a report.
        """
        with self.engine.driver() as driver:
            return self._play(scenario, driver, canonical=canonical)

    def _play(self, scenario: Scenario, driver: Driver, *, canonical: bool = False) -> Result:
        world = f"schedule-{next(_numbers)}"
        history = play_scenario(
            self.control, scenario, driver=driver, world=world, canonical=canonical
        )
        mask = Mask.of(history)
        self.masks.add(mask)
        return mask.result(judge(history))

    @property
    def mask(self) -> Mask:
        """What takes the credentials of all plays out of a text."""
        return reduce(Mask.joined, self.masks, Mask.of(None))

    def listens(self, topology: Topology) -> bool:
        """Whether the engine takes callbacks; it is started with a world for this alone."""
        control = ControlClient(self.control, SHELF, world="before")
        try:
            with tempfile.TemporaryDirectory(prefix="stocktake-") as state:
                given = EngineInput(
                    variables=control.environment(),
                    state=Path(state),
                    places=topology.places,
                    now=control.now(),
                    client_id="before",
                    routes=topology.describe(),
                    interception=control.interception(self.driver.allow_hosts),
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
    config: WorldConfig = SHELF,
    allow_callback_hosts: Sequence[str] = (),
) -> Iterator[HarnessServer]:
    """Yield a sandbox with an engine that stays up; on leaving, both end."""
    sandbox = sandbox_of(simulators, config=config, allow_callback_hosts=allow_callback_hosts)
    with sandbox, sandbox.listening(), engine.driver() as driver:
        yield HarnessServer(control=sandbox.control, engine=engine, driver=driver)
        driver.stop()


def sandbox_of(
    simulators: Sequence[Simulator],
    *,
    config: WorldConfig = SHELF,
    hold_s: float = HOLD_S,
    allow_callback_hosts: Sequence[str] = (),
) -> Sandbox:
    """Return a referee's sandbox, whose default world begins as `config` says.

    Its control plane wants the key of this process. `hold_s` is for how many seconds a planted
    timeout holds a connection.
    """
    sandbox = Sandbox(
        simulators,
        token=TOKEN,
        hold_s=hold_s,
        allow_callback_hosts=allow_callback_hosts,
        seed=config.seed,
        scale=config.scale,
        seed_set=config.seed_set,
        now=config.now,
        clock=config.clock,
        tick=config.tick,
        journal=config.journal,
        quirks=config.quirks,
    )
    sandbox.host.keeps_watch = True
    sandbox.host.on_kill = strike
    return sandbox
