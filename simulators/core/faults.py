"""Faults planned for a world: what can go wrong, when, and the choice of the one that strikes now.

A fault names a simulator, an operation and the n-th matching call counted from its planting; it
never strikes by probability. At most one strikes an exchange: the oldest.
"""

import json
from dataclasses import dataclass
from typing import Any

from .world import World


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a fault kind: its JSON type (`integer`, `string`, `object`), default and
    meaning.
    """

    type: str
    default: Any
    sentence: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: what it does to an exchange, in one sentence, and its arguments."""

    sentence: str
    arguments: dict[str, Argument]


KINDS: dict[str, Kind] = {
    "status": Kind(
        "answers an error; nothing runs",
        {
            "status": Argument("integer", 500, "the status to answer, 400 to 599"),
            "body": Argument(
                "string", "", "raw text of the answer; empty means the vendor's own envelope"
            ),
            "media_type": Argument("string", "text/html", "content type of `body`"),
        },
    ),
    "lost_request": Kind("cuts the connection before anything runs", {}),
    "lost_reply": Kind("does and commits everything, then cuts the connection", {}),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes: its id, kind and arguments (defaults filled in)."""

    id: int
    kind: str
    arguments: dict[str, Any]


def plant(
    world: World,
    simulator: str,
    operation: str,
    kind: str,
    *,
    nth: int = 1,
    times: int = 1,
    arguments: dict[str, Any] | None = None,
) -> int:
    """Plan a fault for the `nth` to `nth + times - 1`-th matching call from now on; return its id.

    `operation` is an operationId or `*`. Names are checked by whoever knows the documents. Call
    inside a turn.
    """
    filled = {name: argument.default for name, argument in KINDS[kind].arguments.items()}
    filled.update(arguments or {})
    return world.insert(
        "fault", simulator=simulator, operation=operation, kind=kind, nth=nth, times=times,
        arguments=json.dumps(filled, sort_keys=True),
    )  # fmt: skip


def draw(world: World, simulator: str, operation: str) -> Fault | None:
    """Count this call for every fault planned for it; return the oldest that strikes. Inside a
    turn.
    """
    waiting = world.all(
        "UPDATE fault SET seen = seen + 1 WHERE simulator = ? AND operation IN (?, '*')"
        " RETURNING id, kind, arguments, nth, times, seen",
        (simulator, operation),
    )
    for row in sorted(waiting, key=lambda row: int(row["id"])):
        if row["nth"] <= row["seen"] < row["nth"] + row["times"]:
            world.run("UPDATE fault SET fired = fired + 1 WHERE id = ?", (row["id"],))
            return Fault(row["id"], row["kind"], json.loads(row["arguments"]))
    return None


def planned(world: World) -> list[dict[str, Any]]:
    """Return every fault of the world, oldest first, with how often it was met and struck."""
    rows = world.all("SELECT * FROM fault ORDER BY id")
    return [{**row, "arguments": json.loads(row["arguments"]), "left": _left(row)} for row in rows]


def _left(row: dict[str, Any]) -> int:
    return max(
        0, int(row["nth"]) + int(row["times"]) - 1 - max(int(row["seen"]), int(row["nth"]) - 1)
    )


def clear(world: World, fault_id: int | None = None) -> int:
    """Forget one fault, or all of them; return how many. Inside a turn."""
    return world.run("DELETE FROM fault WHERE ?1 IS NULL OR id = ?1", (fault_id,))
