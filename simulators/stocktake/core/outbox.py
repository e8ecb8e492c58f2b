"""The outbox: callbacks that a vendor makes, written in a turn and sent between turns.

A callback that was unsent in a snapshot is sent after a restore, as by a vendor that crashed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .clock import iso
from .errors import Problem
from .faults import Fault
from .world import World

_MOST_SETTLED = 1_000  # older ones are dropped, as in the journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A callback to make.

    `method` is POST unless a vendor asks for something: a GET sends neither form nor body.
    `fields` are those of its form, `client_field` the one that names the client; `body` is sent
    instead of a form. `signature` names the header that signs it, `recipient` who gets it (in the
    vendor's words), `tries` how often it failed before. `fault` is the kind of fault that struck
    it, `fault_id` its number, `arguments` are the fault's.
    """

    id: int
    turn: int
    simulator: str
    action: str
    due: int
    method: str
    url: str
    fields: dict[str, str]
    body: str | None
    headers: dict[str, str]
    client_field: str
    signature: str
    recipient: str
    tries: int
    fault: str | None
    fault_id: int | None
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a callback: a status, or a `failure` instead.

    `data` is the body read as JSON, `problems` are what the callback's document does not allow; a
    body that is not JSON is a problem too. `dropped`: it was lost on its way, and the sender
    believes that it arrived.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    data: Any = None
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """What a vendor returns for an answer that it rejects but still writes something for.

    A Refusal would undo what was written.
    """

    reason: str


def put(
    world: World,
    simulator: str,
    action: str,
    *,
    url: str,
    method: str = "POST",
    fields: Mapping[str, str] | None = None,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
    client_field: str = "",
    signature: str = "",
    recipient: str = "",
    tries: int = 0,
    due: int | None = None,
    declined: str = "",
) -> int:
    """Write a callback to be made at `due` (ms, now when None); return its id. Inside a turn.

    It is a form of `fields`, or a `body` whose `Content-Type` is among the `headers`. `declined` is
    the reason why it is never made; the log shows it.
    """
    if action not in world.simulators[simulator].callbacks:
        raise KeyError(f"{simulator} has no callback {action!r}")
    entry = world.insert(
        "outbox", turn=world.number, simulator=simulator, action=action,
        due=world.now if due is None else due, method=method, url=url,
        fields=json.dumps(dict(fields or {})), body=body, headers=json.dumps(dict(headers or {})),
        client_field=client_field, signature=signature, recipient=recipient, tries=tries,
        state="failed" if declined else "waiting", reason=declined or None,
    )  # fmt: skip
    world.run("DELETE FROM outbox WHERE id <= ? AND state <> 'waiting'", (entry - _MOST_SETTLED,))
    return entry


def again(world: World, entry: Callback, *, due: int) -> int:
    """Write a failed callback again, due at `due` (ms); return its id."""
    return put(
        world, entry.simulator, entry.action,
        url=entry.url, method=entry.method, fields=entry.fields, body=entry.body,
        headers=entry.headers, client_field=entry.client_field, signature=entry.signature,
        recipient=entry.recipient, tries=entry.tries + 1, due=due,
    )  # fmt: skip


def withdraw(world: World, simulator: str, recipient: str, reason: str) -> int:
    """Cancel the waiting callbacks of a recipient; return how many there were."""
    return world.run(
        "UPDATE outbox SET state = 'failed', reason = ?"
        " WHERE simulator = ? AND recipient = ? AND state = 'waiting'",
        (reason, simulator, recipient),
    )


def next_due(world: World) -> int | None:
    """Return when the next callback falls due (ms), None when none waits."""
    if world.is_empty("outbox", "SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1"):
        return None
    return int(world.value("SELECT min(due) FROM outbox WHERE state = 'waiting'"))


def first(world: World) -> Callback:
    """Return the callback that falls due next; LookupError when none waits."""
    row = world.one("SELECT * FROM outbox WHERE state = 'waiting' ORDER BY due, id LIMIT 1")
    return Callback(
        id=row["id"], turn=row["turn"], simulator=row["simulator"], action=row["action"],
        due=row["due"], method=row["method"], url=row["url"], fields=json.loads(row["fields"]),
        body=row["body"], headers=json.loads(row["headers"]), client_field=row["client_field"],
        signature=row["signature"], recipient=row["recipient"], tries=row["tries"],
        fault=row["fault"], fault_id=row["fault_id"], arguments=json.loads(row["arguments"]),
    )  # fmt: skip


def strike(world: World, entry: Callback, fault: Fault) -> None:
    """Note which fault struck a callback; no second one strikes it."""
    text = json.dumps(fault.arguments, sort_keys=True)
    world.run(
        "UPDATE outbox SET fault = ?, fault_id = ?, arguments = ? WHERE id = ?",
        (fault.kind, fault.id, text, entry.id),
    )


def touch(world: World, entry: Callback) -> None:
    """Write a callback as it is: an error of the storage comes before it is sent, not after."""
    world.run("UPDATE outbox SET due = due WHERE id = ?", (entry.id,))


def postpone(world: World, entry: Callback, due: int, *, waits_for_next: bool = False) -> None:
    """Let a callback fall due later (ms), or as soon as another one of its simulator was made."""
    world.run(
        "UPDATE outbox SET due = ?, waits_for_next = ? WHERE id = ?",
        (due, waits_for_next, entry.id),
    )


def overtaken(world: World, by: Callback) -> None:
    """Make callbacks due that waited for a later one to overtake them."""
    world.run(
        "UPDATE outbox SET due = min(due, ?) WHERE simulator = ? AND id <> ?"
        " AND state = 'waiting' AND waits_for_next",
        (world.clock.read(), by.simulator, by.id),
    )


def attempted(
    world: World, entry: Callback, *, status: int | None, reason: str | None, applied: Any
) -> None:
    """Record an attempt made in this turn and its result; `reason` says why there is none."""
    world.insert(
        "attempt", seq=world.number, entry=entry.id, at=world.now, status=status, reason=reason,
        applied=None if reason else json.dumps(applied),
    )  # fmt: skip
    state = "failed" if reason else "done"
    world.run("UPDATE outbox SET state = ?, reason = ? WHERE id = ?", (state, reason, entry.id))


def log(
    world: World, *, after: int = 0, limit: int = 1000, turn: int | None = None
) -> list[dict[str, Any]]:
    """Return callbacks with their attempts, oldest first: those after an id, or of one turn.

    The body of an answer is there for as long as the journal keeps it.
    """
    rows = world.all(
        "SELECT * FROM outbox WHERE id > ?1 AND (?2 IS NULL OR turn = ?2) ORDER BY id LIMIT ?3",
        (after, turn, limit),
    )
    return [_described(world, row) for row in rows]


def _described(world: World, row: dict[str, Any]) -> dict[str, Any]:
    attempts = world.all(
        "SELECT attempt.seq, attempt.at, attempt.status, attempt.reason, applied,"
        " coalesce(reply_body, content) AS body FROM attempt"
        " LEFT JOIN journal ON journal.seq = attempt.seq LEFT JOIN body ON hash = reply_hash"
        " WHERE entry = ? ORDER BY attempt.seq",
        (row["id"],),
    )
    return {
        **{name: row[name] for name in ("id", "turn", "simulator", "action", "url")},
        "due": iso(row["due"]),
        "fields": json.loads(row["fields"]),
        **{name: row[name] for name in ("body", "tries", "state", "reason", "fault")},
        "attempts": [
            {
                **attempt,
                "at": iso(attempt["at"]),
                "applied": json.loads(attempt["applied"] or "null"),
                "body": None
                if (body := attempt["body"]) is None
                else body.decode(errors="replace"),
            }
            for attempt in attempts
        ],
    }


def _text(body: bytes | None) -> str | None:
    return None if body is None else body.decode(errors="replace")
