"""The idle clock: a manual clock that moves on for clients that were told to wait and come back.

A client that really waits would wait for ever while time stands still. So what each was told is
kept, and when it comes back the time has come. Nothing of this happens while the clock flows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .jobs import JobRun, pass_time
from .world import World

WHY = "idle-advance"


@dataclass(frozen=True, slots=True)
class Moved:
    """How far the clock moved for a client (ms), the journal seq that told it so, what fell due."""

    by: int
    told: int
    outcomes: list[JobRun]

    def describe(self) -> dict[str, Any]:
        """Return it for the note of the journal row."""
        return {"by_ms": self.by, "told": self.told}


def tell(world: World, client: str, ms: int) -> dict[str, Any]:
    """Keep that a client was told in this turn to wait so long; return what the journal notes.

    That is nothing, unless the time stands still and will never come.
    """
    mode, idle = world.one("SELECT mode, idle FROM world").values()
    if mode == "flowing":
        return {}
    if not idle:
        return {
            "stands_still": f"the client is to wait {ms} ms, and a manual clock stands still:"
            " move it on (POST /_sim/clock/advance), or begin with --idle-advance"
        }
    world.run("DELETE FROM waiting WHERE client = ?", (client,))
    world.insert("waiting", client=client, until=world.now + ms, told=world.number)
    return {}


def somebody_waits(world: World) -> bool:
    """Whether any client was told to wait and has not come back."""
    return not world.is_empty("waiting", "SELECT 1 FROM waiting LIMIT 1")


def come_back(world: World, clients: Sequence[str]) -> Moved | None:
    """Move the clock on by what a client was told, in a turn of its own; None if it need not.

    `clients` are its names: as itself, and with what it asks for. Between turns.
    """
    marks = ", ".join("?" * len(clients))
    found = world.all(
        f"DELETE FROM waiting WHERE client IN ({marks}) RETURNING until, told", clients
    )
    if not found or not world.value("SELECT idle FROM world"):
        return None
    last = max(found, key=lambda row: (row["until"], row["told"]))
    by = last["until"] - world.clock.read()
    if by <= 0:
        return None
    return Moved(by, last["told"], pass_time(world, by, why=WHY, until=last["until"]))
