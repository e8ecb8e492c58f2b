"""What a scenario is: business events, faults and the world they happen in, as plain values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from stocktake.core.config import WorldConfig
from stocktake.core.steps import Act, Event, Fault
from stocktake.harness.topology import Topology

SHELF = WorldConfig(
    seed=1,
    now="2026-03-02T09:00:00Z",
    clock="manual",
    tick=1000,
    seed_set="shelf",
    journal=0,  # a verdict cites rows: none may be dropped
)
"""The world of most scenarios: few goods, and a clock that only ticks."""
CATALOGUE = replace(SHELF, seed_set="catalogue")
"""The same with every good of the catalogue."""
OPENS = "The shop opens and shows nothing yet."
ROUND = 99
"""So often in a row that no repetition within one round gets past it."""
PATIENCE = 4
"""How often a careful client asks before it gives up."""


@dataclass(frozen=True, slots=True)
class Step:
    """The clock moves on by `advance`, faults are planted, events happen, one round runs.

    `for_one_round`: faults that are left after it are taken back.

    With `at_once` so many processes of the engine run the round together, in run mode; in lines
    mode one does.
    """

    story: str
    events: tuple[Act, ...] = ()
    faults: tuple[Fault, ...] = ()
    advance: str = ""
    at_once: int = 1
    for_one_round: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One short story with a verdict, played on every route of a topology.

    `config` is how its world begins, `rows_per_page` how many rows every list of it holds at most,
    so that there are pages to turn. With a flowing clock the vendors' limits are on, and two runs
    are not the same to the byte. `row` is the failure mode that it provokes and is named after, by
    its number in docs/reference/failure-modes.md section 1; 0 is none. `shelf` are the SKUs whose
    shown numbers are judged, all of them when it is empty. `hooked`: it is about an engine that a
    warehouse calls. `fewest` is how many routes it takes, `needs` the warehouses that it names.
    """

    name: str
    sentence: str
    topology: Topology
    steps: tuple[Step, ...]
    config: WorldConfig = SHELF
    rows_per_page: int = 5
    row: int = 0
    shelf: frozenset[str] = frozenset()
    hooked: bool = False
    fewest: int = 1
    needs: frozenset[str] = frozenset()

    @property
    def slug(self) -> str:
        """The name as worlds and command lines spell it."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault of every step."""
        return tuple(fault for step in self.steps for fault in step.faults)

    @property
    def world(self) -> WorldConfig:
        """How its world begins, with pages in every list."""
        pages = self.topology.page_quirks(self.rows_per_page)
        return replace(self.config, quirks={**pages, **(self.config.quirks or {})})

    @property
    def zone(self) -> str:
        """The time zone of the shop's account in its world (IANA)."""
        for name, role in self.topology.outlets.items():
            quirks = self.config.quirks or {}
            return str(quirks.get(f"{name}.{role.zone_quirk}", role.zone))
        return "UTC"

    @property
    def runs_at_once(self) -> bool:
        """Whether several rounds run at the same time in it, which they do in run mode only."""
        return any(step.at_once > 1 for step in self.steps)

    @property
    def listens(self) -> bool:
        """Whether it needs an engine that listens: an outlet asks it, or a warehouse calls it."""
        return self.hooked or any(
            isinstance(event, Event) and event.asks_engine
            for step in self.steps
            for event in step.events
        )

    @property
    def is_in_scope(self) -> bool:
        """Whether its topology has the routes that it takes."""
        there = self.topology.warehouses.keys()
        return len(self.topology.acting) >= max(1, self.fewest) and self.needs <= there

    def without_faults(self) -> Scenario:
        """Return the same story with nothing going wrong."""
        steps = tuple(replace(step, faults=()) for step in self.steps)
        return replace(self, name=f"{self.name} without faults", steps=steps)


Outline = Callable[[Topology], Scenario]
"""A story by itself: given a topology, the scenario on its routes."""
