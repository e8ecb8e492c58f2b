"""Faults planted in a world: where and when they strike, and the choice of the one that does now.

A fault names a simulator, an operation or a callback, and the n-th matching call counted from its
planting; it never strikes by probability. At most one strikes an exchange: the oldest. What each
kind does is in web/faults/.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from .images import Image
from .world import World


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes: its id, the name of its kind, its arguments with defaults filled in."""

    id: int
    kind: str
    arguments: dict[str, Any] = field(default_factory=dict)


NO_FAULT = Fault(0, "")


def plant(
    world: World,
    simulator: str,
    operation: str,
    kind: str,
    *,
    arguments: dict[str, Any],
    callback: bool = False,
    nth: int = 1,
    times: int = 1,
    image: Image | None = None,
) -> int:
    """Plant a fault for the `nth` to `nth + times - 1`-th matching call from now on; return its id.

    `operation` is an operationId, the name of a callback, or `*`: every operation, or every
    callback where the kind strikes `callback`s. Names are checked by the control plane, which knows
    the documents. Call inside a turn. `image` is the world as it was, for a fault that answers from
    then.
    """
    return world.insert(
        "fault", simulator=simulator, operation=operation, kind=kind, nth=nth, times=times,
        arguments=json.dumps(arguments, sort_keys=True), callback=callback,
        image=image.content if image else None,
    )  # fmt: skip


def draw(world: World, simulator: str, operation: str, *, callback: bool = False) -> Fault:
    """Count this call for every fault planted for it; return the oldest that strikes, or NO_FAULT.

    `callback` says that `operation` is a callback about to be sent. Between turns: a fault may want
    turns of its own before the one that it spoils.
    """
    if world.is_empty("fault", "SELECT 1 FROM fault LIMIT 1"):
        return NO_FAULT
    waiting = world.all(
        "UPDATE fault SET seen = seen + 1 WHERE simulator = ?1"
        " AND (operation = ?2 OR operation = '*' AND callback = ?3)"
        " RETURNING id, kind, arguments, nth, times, seen",
        (simulator, operation, callback),
    )
    for row in sorted(waiting, key=lambda row: int(row["id"])):
        if row["nth"] <= row["seen"] < row["nth"] + row["times"]:
            world.run("UPDATE fault SET fired = fired + 1 WHERE id = ?", (row["id"],))
            return Fault(row["id"], row["kind"], json.loads(row["arguments"]))
    return NO_FAULT


def refuse(world: World, fault: Fault, reason: str) -> None:
    """Note that a fault that was drawn could not strike, and why. Between turns, as `draw`."""
    world.run("UPDATE fault SET fired = fired - 1, refused = ? WHERE id = ?", (reason, fault.id))


def image_of(world: World, fault: Fault) -> Image:
    """Return the world as it was when the fault was planted."""
    return Image(world.value("SELECT image FROM fault WHERE id = ?", (fault.id,)))


def planned(world: World) -> list[dict[str, Any]]:
    """Return every fault, oldest first, with how many calls it has counted and struck.

    `refused` is why it could not strike when its call came, None where nothing refused it. `struck`
    are the journal rows that it struck, as far as the journal still has them.
    """
    rows = world.all(
        "SELECT id, simulator, operation, kind, nth, times, arguments, seen, fired, refused"
        " FROM fault ORDER BY id"
    )
    return [
        {
            **row,
            "arguments": json.loads(row["arguments"]),
            "left": _left(row),
            "struck": _rows_struck(world, row["id"]),
        }
        for row in rows
    ]


def _rows_struck(world: World, fault_id: int) -> list[int]:
    rows = world.all(
        "SELECT seq FROM journal WHERE fault_id = ? AND kind <> 'fault' ORDER BY seq LIMIT 1000",
        (fault_id,),
    )
    return [row["seq"] for row in rows]


def _left(row: dict[str, Any]) -> int:
    return max(
        0, int(row["nth"]) + int(row["times"]) - 1 - max(int(row["seen"]), int(row["nth"]) - 1)
    )


def clear(world: World, fault_id: int | None = None) -> int:
    """Remove one fault, or all of them, inside a turn; return how many."""
    return world.run("DELETE FROM fault WHERE ?1 IS NULL OR id = ?1", (fault_id,))
