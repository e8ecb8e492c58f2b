"""The journal: every exchange, event, clock move and planted fault, in the order of the turns.

Its canonical form (NDJSON) is the same byte for byte for two worlds that got the same requests one
after another under a manual clock.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

import orjson

from .world import World

_LONG = 16 * 1024  # a body over this many bytes is stored once, by its hash
MOST_ROWS = 10_000
_MOST_BYTES = 64 * 1024 * 1024
# Headers that differ between two runs of a client and say nothing about its request.
_ACCIDENTAL = frozenset(
    {"host", "user-agent", "date", "connection", "accept", "accept-encoding", "accept-language"}
)


_WRITTEN = (
    "seq", "at", "kind", "status", "fault_id", "delivered", "size",
    # Texts and bytes, whose lengths are the size of the row.
    "simulator", "operation", "method", "path", "query", "request_headers", "request_body",
    "request_hash", "reply_headers", "reply_body", "reply_hash", "fault", "base_url", "note",
)  # fmt: skip
_INSERT = f"INSERT INTO journal ({', '.join(_WRITTEN)}) VALUES ({', '.join('?' * len(_WRITTEN))})"


def record(
    world: World,
    kind: str,
    *,
    simulator: str | None = None,
    operation: str | None = None,
    method: str | None = None,
    path: str | None = None,
    query: str | None = None,
    request_headers: Mapping[str, str] | None = None,
    request_body: bytes | None = None,
    status: int | None = None,
    reply_headers: Mapping[str, str] | None = None,
    reply_body: bytes | None = None,
    fault: str | None = None,
    fault_id: int | None = None,
    delivered: int = 1,
    base_url: str | None = None,
    note: Mapping[str, Any] | None = None,
) -> int:
    """Write the journal row of the present turn; return its seq.

    The oldest rows are dropped when the journal is longer than wanted.
    """
    asked = None if request_headers is None else _spell_headers(request_headers)
    answered = None if reply_headers is None else _spell_headers(reply_headers)
    noted = None if note is None else json.dumps(note, sort_keys=True, ensure_ascii=False)
    texts = (
        simulator, operation, method, path, query, asked, *_kept(world, request_body),
        answered, *_kept(world, reply_body), fault, base_url, noted,
    )  # fmt: skip
    size = sum([len(text) for text in texts if text])
    row = (world.number, world.now, kind, status, fault_id, delivered, size, *texts)
    world.db.execute(_INSERT, row)
    _make_room(world, size)
    return world.number


def _spell_headers(headers: Mapping[str, str]) -> str:
    # Nobody sees the spelling but a question in SQL: orjson takes a tenth of the time of json.
    return orjson.dumps(headers, option=orjson.OPT_SORT_KEYS).decode()


def _kept(world: World, body: bytes | None) -> tuple[bytes | None, str | None]:
    if body is None or len(body) <= _LONG:
        return body, None
    digest = hashlib.sha256(body).hexdigest()
    world.run("INSERT INTO body VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, body))
    world.memory.size -= len(body)
    return None, digest


_MANY = 2**62  # a journal without bounds has room for so many rows and bytes


def _make_room(world: World, size: int) -> None:
    """Count a row of so many bytes, and drop the oldest when there are too many."""
    memory = world.memory
    if memory.rows is not None:
        memory.rows -= 1
        memory.size -= size
    if memory.rows is None or memory.rows < -1 or memory.size < 0:
        _drop_the_oldest(world)
    elif memory.rows == -1:  # it was full before
        _drop_one(world)
        memory.rows = 0


def _drop_the_oldest(world: World) -> None:
    memory = world.memory
    while True:
        ((rows, size, kept),) = world.db.execute(
            "SELECT coalesce(most_rows, ?1) - kept_rows, coalesce(most_bytes, ?1) - kept_bytes,"
            " kept_rows FROM journal_state",
            (_MANY,),
        ).fetchall()
        if kept <= 1 or (rows >= 0 and size >= 0):
            break
        _drop_one(world)
    memory.rows, memory.size = rows, size


def _drop_one(world: World) -> None:
    world.run("DELETE FROM journal WHERE seq = (SELECT min(seq) FROM journal)")
    world.run("UPDATE journal_state SET dropped = dropped + 1")


def mark_undelivered(world: World, seq: int) -> None:
    """Say of a row, between turns, that its client left before it had the answer."""
    world.run("UPDATE journal SET delivered = 0 WHERE seq = ?", (seq,))


def keep(world: World, rows: int | None) -> None:
    """Keep the last `rows` rows, at most 64 MiB of them; None keeps all. Between turns."""
    most_bytes = None if rows is None else _MOST_BYTES
    world.run("UPDATE journal_state SET most_rows = ?, most_bytes = ?", (rows, most_bytes))
    world.memory.rows = None


def clear(world: World) -> None:
    """Empty the journal, between turns; the turns keep counting."""
    world.run("DELETE FROM journal")
    world.run("UPDATE journal_state SET dropped = 0")
    world.memory.rows = None


def extent(world: World) -> dict[str, int]:
    """Return the last seq, and how many rows were dropped."""
    last = world.value("SELECT coalesce(max(seq), 0) FROM journal")
    return {"last": last, "dropped": world.value("SELECT dropped FROM journal_state")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Which rows of the journal are wanted; what is None does not matter.

    `after` and `before` are seqs. `text` is in the path, query, bodies, note, operation or fault,
    letter for letter or percent-encoded; `client` in the User-Agent, in any case. `fault` is the
    number of one that struck, or `any`; `noted` says whether there is a note; `refused` whether
    the answer was 400 or more; `write` whether a client wanted a change: neither a GET nor one
    of `reads` (simulator, operation).
    """

    after: int = 0
    before: int | None = None
    kind: str | None = None
    simulator: str | None = None
    operation: str | None = None
    status: int | None = None
    text: str | None = None
    fault: str | None = None
    noted: bool | None = None
    refused: bool | None = None
    write: bool | None = None
    client: str | None = None
    reads: tuple[tuple[str, str], ...] = ()

    def condition(self) -> tuple[str, list[Any]]:
        """Return a WHERE clause and its parameters."""
        parts: list[str] = ["seq > ?"]
        values: list[Any] = [self.after]

        def add(part: str, *given: Any) -> None:
            parts.append(part)
            values.extend(given)

        if self.before is not None:
            add("seq < ?", self.before)
        for name in ("kind", "simulator", "operation", "status"):
            if (value := getattr(self, name)) is not None:
                add(f"{name} = ?", value)
        if self.text:
            add(*_contains(self.text))
        if self.fault is not None:
            add("kind <> 'fault' AND fault IS NOT NULL")
            if self.fault != "any":
                add("fault_id = ?", self.fault)
        if self.noted is not None:
            add(f"note IS {'NOT ' if self.noted else ''}NULL")
        if self.client:
            add(f"{_CLIENT} LIKE ? ESCAPE '\\'", f"%{_escaped(self.client)}%")
        if self.refused is not None:
            add(f"coalesce(status, 0) {'>=' if self.refused else '<'} 400")
        if self.write is not None:
            add(f"{'' if self.write else 'NOT '}({_WRITES})", json.dumps(self.reads))
        return " AND ".join(parts), values


_CLIENT = "json_extract(request_headers, '$.\"user-agent\"')"
_WRITES = (
    "kind = 'exchange' AND coalesce(method, 'GET') NOT IN ('GET', 'HEAD', 'OPTIONS')"
    " AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE simulator = value ->> 0"
    " AND operation = value ->> 1)"
)
_SEARCHED = ("path", "query", "operation", "fault", "note", "request_body", "reply_body")


def _contains(text: str) -> tuple[str, *tuple[Any, ...]]:
    """Return the condition that a row holds a text, as it is or as forms and paths spell it."""
    spellings = list(dict.fromkeys([text, quote(text), quote(text, safe=""), quote_plus(text)]))
    found = [f"instr(CAST({name} AS BLOB), ?)" for name in _SEARCHED for _ in spellings]
    # Each long body is looked into once, however many rows have it.
    holding = " OR ".join(["instr(content, ?)"] * len(spellings))
    found += [
        f"{name} IN (SELECT hash FROM body WHERE {holding})"
        for name in ("request_hash", "reply_hash")
    ]
    given = [spelling.encode() for spelling in spellings]
    return f"({' OR '.join(found)})", *(given * (len(_SEARCHED) + 2))


def _escaped(text: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", text)


ALL = Rows()


def entries(
    world: World,
    wanted: Rows = ALL,
    *,
    limit: int = 1000,
    newest_first: bool = False,
    bodies: bool = True,
) -> list[dict[str, Any]]:
    """Return rows as JSON-like dicts, oldest first unless said; bodies may be left out: None."""
    where, values = wanted.condition()
    chosen = f"WHERE {where} ORDER BY seq {'DESC' if newest_first else 'ASC'} LIMIT ?"
    rows = world.all(f"{_WITH_BODIES if bodies else _WITHOUT_BODIES} {chosen}", (*values, limit))
    return [_entry(row) for row in rows]


def entry(world: World, seq: int) -> dict[str, Any] | None:
    """Return one row by its number; None where there is none, or no longer."""
    rows = entries(world, Rows(after=seq - 1), limit=1)
    return rows[0] if rows and rows[0]["seq"] == seq else None


_COLUMNS = (
    "seq, at, kind, simulator, operation, method, path, query, request_headers, status,"
    " reply_headers, fault, fault_id, delivered, base_url, note"
)
_LONG_BODY = "(SELECT content FROM body WHERE hash = {hash})"
_WITH_BODIES = (
    f"SELECT {_COLUMNS}, coalesce(request_body, {_LONG_BODY.format(hash='request_hash')})"
    f" AS request_body, coalesce(reply_body, {_LONG_BODY.format(hash='reply_hash')})"
    " AS reply_body FROM journal"
)
_WITHOUT_BODIES = f"SELECT {_COLUMNS}, NULL AS request_body, NULL AS reply_body FROM journal"


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    entry = dict(row)
    for name in ("request_headers", "reply_headers", "note"):
        entry[name] = None if row[name] is None else json.loads(row[name])
    for name in ("request_body", "reply_body"):
        entry[name] = _text(row[name])
    entry["delivered"] = bool(row["delivered"])
    entry["client"] = (entry["request_headers"] or {}).get("user-agent")
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
        del row["client"], row["fault_id"]  # the one is accidental, the other counts plantings
        if row["kind"] == "exchange" and base:
            own[base] = None
        for name in ("request_headers", "reply_headers"):
            headers = row[name] or {}
            row[name] = {k: v for k, v in sorted(headers.items()) if k.lower() not in _ACCIDENTAL}
        line = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for each in (base, *own) if row["kind"] == "callback" else (base,):
            line = line.replace(each, "{base}") if each else line
        yield line + "\n"
