"""A play under way: what its parts share, and what it is told of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stocktake.core.steps import Fault
from stocktake.harness.history import Entry, PlantedFault, Round
from stocktake.harness.play.control_client import ControlClient
from stocktake.harness.play.driver import Driver, EngineInput
from stocktake.harness.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A scenario being played.

    `results` are those of labelled acts, None for one that was refused; `journal` is what was read
    of it so far; `registered` the address under which each outlet knows the engine; `staff` the
    variables with the credentials of each simulator's staff; `planted` the faults by their ids,
    with the index of their step; `waited_for` what only the engine can be to blame for;
    `taken_back` the faults of rounds that have ended; `granted` the variables that a seller's new
    consent has changed.
    """

    control: ControlClient
    scenario: Scenario
    driver: Driver
    state: Path
    on_round: Callable[[Round], None]
    results: dict[str, Any] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)
    registered: dict[str, str] = field(default_factory=dict)
    staff: dict[str, dict[str, str]] = field(default_factory=dict)
    planted: dict[int, tuple[Fault, int]] = field(default_factory=dict)
    waited_for: list[str] = field(default_factory=list)
    taken_back: list[PlantedFault] = field(default_factory=list)
    granted: dict[str, str] = field(default_factory=dict)

    def given(self, *, at_once: int = 1) -> EngineInput:
        """Return what docs/protocol.md promises to an engine."""
        return EngineInput(
            variables={**self.control.environment(), **self.granted},
            state=self.state,
            places=self.scenario.topology.places,
            now=self.control.now(),
            client_id=self.scenario.slug,
            clock=self.scenario.config.clock,
            routes=self.scenario.topology.describe(),
            zone=self.scenario.zone,
            at_once=at_once,
            interception=self.control.interception(self.driver.allow_hosts),
        )

    def issued_values(self) -> frozenset[str]:
        """Return the values that the world gave to its clients, credentials among them."""
        staff = (value for each in self.staff.values() for value in each.values())
        return frozenset((*self.control.environment().values(), *self.granted.values(), *staff))

    def read_on(self) -> list[Entry]:
        """Return the journal rows since the last read."""
        fresh = self.control.journal(self.seq, reports=self.scenario.topology.reports)
        self.journal.extend(fresh)
        return list(fresh)

    @property
    def seq(self) -> int:
        """The journal number of the last row that was read."""
        return self.journal[-1].seq if self.journal else 0
