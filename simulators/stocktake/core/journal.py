"""The journal: every exchange, event, clock move and planted fault, in the order of the turns.

Its canonical form (NDJSON) is the same byte for byte for two worlds that got the same requests one
after another under a manual clock.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from .world import World

_LONG = 16 * 1024  # a body over this many bytes is stored once, by its hash
MOST_ROWS = 10_000
_MOST_BYTES = 64 * 1024 * 1024
# Headers that differ between two runs of a client and say nothing about its request.
_ACCIDENTAL = frozenset(
    {"host", "user-agent", "date", "connection", "accept", "accept-encoding", "accept-language"}
)


def record(world: World, kind: str, **columns: Any) -> int:
    """Write the journal row of the present turn; return its seq.

    Headers and note are dicts. The oldest rows are dropped when the journal is longer than wanted.
    """
    for name in ("request_headers", "reply_headers", "note"):
        if columns.get(name) is not None:
            columns[name] = json.dumps(columns[name], sort_keys=True, ensure_ascii=False)
    for name in ("request", "reply"):
        columns[f"{name}_body"], columns[f"{name}_hash"] = _kept(world, columns.get(f"{name}_body"))
    size = sum(len(value) for value in columns.values() if isinstance(value, str | bytes))
    world.insert("journal", seq=world.number, at=world.now, kind=kind, size=size, **columns)
    _drop_the_oldest(world)
    return world.number


def _kept(world: World, body: bytes | None) -> tuple[bytes | None, str | None]:
    if body is None or len(body) <= _LONG:
        return body, None
    digest = hashlib.sha256(body).hexdigest()
    world.run("INSERT INTO body VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, body))
    return None, digest


def _drop_the_oldest(world: World) -> None:
    while world.value(
        "SELECT kept_rows > 1 AND (kept_rows > most_rows OR kept_bytes > most_bytes)"
        " FROM journal_state"
    ):
        world.run("DELETE FROM journal WHERE seq = (SELECT min(seq) FROM journal)")
        world.run("UPDATE journal_state SET dropped = dropped + 1")


def mark_undelivered(world: World, seq: int) -> None:
    """Say of a row, between turns, that its client left before it had the answer."""
    world.run("UPDATE journal SET delivered = 0 WHERE seq = ?", (seq,))


def keep(world: World, rows: int | None) -> None:
    """Keep the last `rows` rows, at most 64 MiB of them; None keeps all. Between turns."""
    most_bytes = None if rows is None else _MOST_BYTES
    world.run("UPDATE journal_state SET most_rows = ?, most_bytes = ?", (rows, most_bytes))


def clear(world: World) -> None:
    """Empty the journal, between turns; the turns keep counting."""
    world.run("DELETE FROM journal")
    world.run("UPDATE journal_state SET dropped = 0")


def extent(world: World) -> dict[str, int]:
    """Return the last seq, and how many rows were dropped."""
    last = world.value("SELECT coalesce(max(seq), 0) FROM journal")
    return {"last": last, "dropped": world.value("SELECT dropped FROM journal_state")}


def entries(
    world: World,
    *,
    after: int = 0,
    limit: int = 1000,
    kind: str | None = None,
    simulator: str | None = None,
    operation: str | None = None,
    status: int | None = None,
) -> list[dict[str, Any]]:
    """Return rows with seq above `after`, oldest first, as JSON-like dicts."""
    rows = world.all(
        "SELECT journal.*, request.content AS long_request, reply.content AS long_reply"
        " FROM journal LEFT JOIN body AS request ON request.hash = request_hash"
        " LEFT JOIN body AS reply ON reply.hash = reply_hash"
        " WHERE seq > ?1 AND (?2 IS NULL OR kind = ?2)"
        " AND (?3 IS NULL OR simulator = ?3) AND (?4 IS NULL OR operation = ?4)"
        " AND (?5 IS NULL OR status = ?5) ORDER BY seq LIMIT ?6",
        (after, kind, simulator, operation, status, limit),
    )
    return [_entry(row) for row in rows]


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    entry = dict(row)
    for name in ("request_headers", "reply_headers", "note"):
        entry[name] = None if row[name] is None else json.loads(row[name])
    for name in ("request", "reply"):
        long = entry.pop(f"long_{name}")
        entry[f"{name}_body"] = _text(row[f"{name}_body"] if long is None else long)
        del entry[f"{name}_hash"]
    del entry["size"]
    entry["delivered"] = bool(row["delivered"])
    return entry


def _text(body: bytes | None) -> str | None:
    if body is None:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(body).decode()


def canonical(world: World) -> Iterator[str]:
    """Yield the canonical journal as NDJSON: own URL as `{base}`, accidental headers left out.

    A callback may name our own URL as its receiver learned it by an earlier exchange.
    """
    own: dict[str, None] = {}
    for row in entries(world, limit=-1):
        base = row.pop("base_url") or ""
        if row["kind"] == "exchange" and base:
            own[base] = None
        for name in ("request_headers", "reply_headers"):
            headers = row[name] or {}
            row[name] = {k: v for k, v in sorted(headers.items()) if k.lower() not in _ACCIDENTAL}
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for each in (base, *own) if row["kind"] == "callback" else (base,):
            line = line.replace(each, "{base}") if each else line
        yield line + "\n"
