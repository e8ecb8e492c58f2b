"""The journal: every exchange, event, clock move and planted fault of a world, in the order of the
turns.

The canonical form (NDJSON) of two worlds that met the same requests, one after another and under a
manual clock, is the same byte for byte.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any

from .world import World

# Headers that differ between two runs of one client and say nothing about what it asked.
_ACCIDENTAL = frozenset(
    {"host", "user-agent", "date", "connection", "accept", "accept-encoding", "accept-language"}
)


def record(world: World, kind: str, **columns: Any) -> int:
    """Write the journal row of the turn that is under way; return its seq. Headers and note are
    given as dicts.
    """
    for name in ("request_headers", "reply_headers", "note"):
        if columns.get(name) is not None:
            columns[name] = json.dumps(columns[name], sort_keys=True, ensure_ascii=False)
    world.insert("journal", seq=world.number, at=world.now, kind=kind, **columns)
    return world.number


def entries(
    world: World,
    *,
    after: int = 0,
    limit: int = 1000,
    kind: str | None = None,
    simulator: str | None = None,
    operation: str | None = None,
) -> list[dict[str, Any]]:
    """Return rows with seq above `after`, oldest first, as JSON-like dicts."""
    rows = world.all(
        "SELECT * FROM journal WHERE seq > ?1 AND (?2 IS NULL OR kind = ?2)"
        " AND (?3 IS NULL OR simulator = ?3) AND (?4 IS NULL OR operation = ?4)"
        " ORDER BY seq LIMIT ?5",
        (after, kind, simulator, operation, limit),
    )
    return [_entry(row) for row in rows]


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    entry = dict(row)
    for name in ("request_headers", "reply_headers", "note"):
        entry[name] = None if row[name] is None else json.loads(row[name])
    for name in ("request_body", "reply_body"):
        entry[name] = _text(row[name])
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
    """Yield the journal as NDJSON lines: own base URL as `{base}`, accidental headers left out."""
    for row in entries(world, limit=-1):
        base = row.pop("base_url") or ""
        for name in ("request_headers", "reply_headers"):
            headers = row[name] or {}
            row[name] = {k: v for k, v in sorted(headers.items()) if k.lower() not in _ACCIDENTAL}
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        yield (line.replace(base, "{base}") if base else line) + "\n"
