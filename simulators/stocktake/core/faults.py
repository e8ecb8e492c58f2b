"""Faults planned for a world: what can go wrong, when, and the choice of the one that strikes now.

A fault names a simulator, an operation or a callback, and the n-th matching call counted from its
planting; it never strikes by probability. At most one strikes an exchange: the oldest.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from .images import Image
from .world import World


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a fault kind: its JSON type, its default, what it means and its bounds."""

    type: str  # integer, number, string, object or any
    default: Any
    sentence: str
    least: int = 0
    most: int = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: what it does to an exchange, in one sentence, and its arguments.

    `needs` is what an operation must be for it: `get` (a read), `rows` (a list of rows with a time
    stamp: the document's `x-rows`), `upload` (the document's `x-upload`), `callback` (not an
    operation at all but one of the simulator's callbacks), or empty for any operation. `callbacks`
    says of a kind for operations that a callback can have it too, addressed by name.
    """

    sentence: str
    arguments: dict[str, Argument] = field(default_factory=dict)
    needs: str = ""
    callbacks: bool = False


_HTML = "<html><body><h1>Service unavailable</h1></body></html>"

KINDS: dict[str, Kind] = {
    "status": Kind(
        "answers an error; nothing runs",
        {
            "status": Argument("integer", 500, "the status to answer", 400, 599),
            "body": Argument("string", "", "raw text to answer; empty: the vendor's own envelope"),
            "media_type": Argument("string", "text/html", "content type of `body`"),
        },
    ),
    "latency": Kind(
        "the clock moves on and what is due happens before the exchange",
        {
            "ms": Argument("integer", 5000, "world milliseconds that pass"),
            "wall_ms": Argument("integer", 0, "real milliseconds to sleep as well"),
        },
    ),
    "lost_request": Kind("cuts the connection before anything runs"),
    "lost_reply": Kind("does and commits everything, then cuts the connection"),
    "timeout": Kind(
        "does and commits everything, holds the connection without a word, then cuts it",
        {"hold_s": Argument("number", None, "real seconds to hold; the sandbox's own by default")},
    ),
    "truncated": Kind(
        "cuts the connection after some bytes of the body, its Content-Length being the whole",
        {"bytes": Argument("integer", 20, "how many bytes of the body arrive")},
    ),
    "garbled": Kind(
        "does and commits everything, then answers its good status with a body that is not JSON",
        {"body": Argument("string", _HTML, "what arrives instead")},
    ),
    "duplicate": Kind(
        "runs the operation twice, as a proxy that repeats a request does: two turns; a callback is"
        " sent twice, and both answers count",
        {"reply": Argument("string", "first", "which answer is sent, `first` or `second`")},
        callbacks=True,
    ),
    "interleave": Kind(
        "a business event happens first, in a turn of its own",
        {"event": Argument("object", None, 'the event: {"simulator", "event", ...}')},
    ),
    "stale_read": Kind("answers a read from the world as it was at planting", needs="get"),
    "list_lag": Kind(
        "leaves the youngest rows out of a list, as a search index that lags behind does",
        {"ms": Argument("integer", 120_000, "rows changed within so many milliseconds miss")},
        needs="rows",
    ),
    "poison": Kind(
        "a page that holds one row answers 500",
        {
            "row": Argument("any", None, "the value that marks the row"),
            "key": Argument("string", "id", "the row's key that holds it"),
        },
        needs="rows",
    ),
    "partial_success": Kind(
        "refuses some rows of an upload as if they were bad and takes the others",
        {"rows": Argument("integer", 1, "how many, from the first")},
        needs="upload",
    ),
    "same_timestamp": Kind(
        "gives every row of a list one time stamp before it is read, so that page edges share it",
        needs="rows",
    ),
    "clock_offset": Kind(
        "the server's clock is off during the exchange, in `Date` and in what it writes",
        {
            "ms": Argument(
                "integer", 7_200_000, "milliseconds; negative: behind", -(2**31), 2**31 - 1
            )
        },
    ),
    "drop": Kind("a callback is never sent", needs="callback"),
    "delay": Kind(
        "a callback is sent later",
        {"ms": Argument("integer", 60_000, "world milliseconds that it is late")},
        needs="callback",
    ),
    "reorder": Kind(
        "a callback is sent after the one that comes next",
        {"ms": Argument("integer", 60_000, "world milliseconds that it waits for one, at most")},
        needs="callback",
    ),
    "wrong_client_id": Kind(
        "a callback names a client that the receiver does not know",
        {"client_id": Argument("string", "somebody-else", "the client that it names")},
        needs="callback",
    ),
    "bad_signature": Kind(
        "a callback that is signed carries the signature of something else",
        {"signature": Argument("string", "0" * 64, "what stands in its place")},
        needs="callback",
    ),
}
_OF_CALLBACKS = json.dumps([name for name, kind in KINDS.items() if kind.needs == "callback"])


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
    image: Image | None = None,
) -> int:
    """Plan a fault for the `nth` to `nth + times - 1`-th matching call from now on; return its id.

    `operation` is an operationId, the name of a callback, or `*`. Names are checked by whoever
    knows the documents. Call inside a turn. `image` is the world as it was, for a fault that
    answers from then.
    """
    filled = {name: argument.default for name, argument in KINDS[kind].arguments.items()}
    filled.update(arguments or {})
    return world.insert(
        "fault", simulator=simulator, operation=operation, kind=kind, nth=nth, times=times,
        arguments=json.dumps(filled, sort_keys=True),
        image=image.content if image else None,
    )  # fmt: skip


def draw(world: World, simulator: str, operation: str, *, callback: bool = False) -> Fault | None:
    """Count this call for every fault planned for it; return the oldest that strikes.

    `callback` says that `operation` is a callback about to be sent: `*` among its faults means
    every callback, among the others every operation. Between turns: a fault may want turns of its
    own before the one that it spoils.
    """
    if world.value("SELECT 1 FROM fault LIMIT 1") is None:
        return None
    waiting = world.all(
        "UPDATE fault SET seen = seen + 1 WHERE simulator = ?1 AND (operation = ?2 OR"
        " operation = '*' AND (kind IN (SELECT value FROM json_each(?3))) = ?4)"
        " RETURNING id, kind, arguments, nth, times, seen",
        (simulator, operation, _OF_CALLBACKS, callback),
    )
    for row in sorted(waiting, key=lambda row: int(row["id"])):
        if row["nth"] <= row["seen"] < row["nth"] + row["times"]:
            world.run("UPDATE fault SET fired = fired + 1 WHERE id = ?", (row["id"],))
            return Fault(row["id"], row["kind"], json.loads(row["arguments"]))
    return None


def image_of(world: World, fault: Fault) -> Image:
    """Return the world as it was when the fault was planted."""
    return Image(world.value("SELECT image FROM fault WHERE id = ?", (fault.id,)))


def planned(world: World) -> list[dict[str, Any]]:
    """Return every fault of the world, oldest first, with how often it was met and struck."""
    rows = world.all(
        "SELECT id, simulator, operation, kind, nth, times, arguments, seen, fired"
        " FROM fault ORDER BY id"
    )
    return [{**row, "arguments": json.loads(row["arguments"]), "left": _left(row)} for row in rows]


def _left(row: dict[str, Any]) -> int:
    return max(
        0, int(row["nth"]) + int(row["times"]) - 1 - max(int(row["seen"]), int(row["nth"]) - 1)
    )


def clear(world: World, fault_id: int | None = None) -> int:
    """Forget one fault, or all of them; return how many. Inside a turn."""
    return world.run("DELETE FROM fault WHERE ?1 IS NULL OR id = ?1", (fault_id,))
