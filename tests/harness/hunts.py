"""The engines of the zoo, hunted with generated schedules."""

import io
from dataclasses import dataclass

from rich.console import Console
from stocktake import SIMULATORS
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import harness_server
from stocktake.harness.search.generated import SearchOptions, hunt
from stocktake.harness.search.hunt import Counterexample
from stocktake.harness.search.schedules import size
from stocktake.zoo.caught import CAUGHT
from stocktake.zoo.channels.caught import CAUGHT as CAUGHT_ON_THE_HUB

from tests.harness.classic import TOPOLOGY
from tests.harness.hub import HUB
from tests.support import PYTHON

EXAMPLES = 200
SEED = 1
PATIENCE = 50
"""Plays of shrinking: nearly always enough, and the page is written in half the time."""
ON_THE_HUB = frozenset(broken.engine for broken in CAUGHT_ON_THE_HUB)
"""Engines that are wrong at channels: they are hunted on the hub."""
MEANT: dict[str, tuple[str, ...]] = {
    broken.engine: broken.fails for broken in (*CAUGHT, *CAUGHT_ON_THE_HUB)
}
"""The checks that each broken engine fails in the scenario that is written for it."""

OUT_OF_REACH = {
    "rushes": "a limit strikes only while time flows, and then the verdict of a schedule would hang"
    " on how busy the machine is",
}
"""Engines that no schedule can catch, and why."""
WITHIN_REACH = sorted(MEANT.keys() - OUT_OF_REACH.keys())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunted:
    """What came of a hunt: the schedule that was found, if one was, and how many were played."""

    found: Counterexample | None
    plays: int

    @property
    def length(self) -> int:
        """Events and faults of the shrunk schedule."""
        assert self.found is not None
        return sum(size(self.found.shrunk)[:2])


def command(module: str) -> tuple[str, ...]:
    """Return the command of one of our engines in lines mode."""
    return (PYTHON, "-m", f"stocktake.{module}", "--lines")


def hunted(module: str, *, seed: int = SEED, patience: int = PATIENCE) -> Hunted:
    """Hunt a broken engine for the checks meant for it, with so much patience for shrinking."""
    on_the_hub = module in ON_THE_HUB
    name = f"zoo.channels.{module}" if on_the_hub else f"zoo.{module}"
    engine = Engine(command=command(name), timeout=60, lines=True)
    only = frozenset(MEANT[module])
    options = SearchOptions(
        topology=HUB if on_the_hub else TOPOLOGY,
        examples=EXAMPLES,
        seed=seed,
        only=only,
        patience=patience,
    )
    with harness_server(SIMULATORS, engine) as server:
        search, found = hunt(server, options, console=Console(file=io.StringIO()))
    return Hunted(found=found, plays=search.plays)
