"""The journal and the ledger, read from outside."""

import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stocktake.core import journal
from stocktake.core.call import Call, Reply
from stocktake.core.clock import parse_span, pause
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.roles import Warehouse
from stocktake.core.world import World
from stocktake.web.host import Host

_GLANCE = 0.02  # real seconds between two looks


async def get_journal(
    host: Host,
    world: World,
    call: Call,
    *,
    format_: str = "json",
    limit: int = 1000,
    order: str = "asc",
    bodies: bool = True,
    noted: str | None = None,
    **query: Any,
) -> Any:
    """Return journal rows, oldest first unless said; `format=ndjson`: all, in canonical form."""
    if format_ == "ndjson":
        return Reply(data="".join(journal.canonical(world)), media_type="application/x-ndjson")
    wanted = _wanted(host, **query, noted=noted)
    newest_first = order == "desc"
    rows = journal.entries(
        world, wanted, limit=limit, newest_first=newest_first, bodies=bodies or format_ == "har"
    )
    if format_ == "har":
        return _archive(reversed(rows) if newest_first else rows)
    return {"entries": rows, **journal.extent(world)}


def _wanted(host: Host, *, noted: str | None = None, **query: Any) -> journal.Rows:
    """Return which rows the filters of a call want."""
    if (fault := query.get("fault", "any")) != "any" and not fault.isdecimal():
        raise Unprocessable(f"fault is `any` or the number of a fault, not {fault!r}")
    return journal.Rows(**query, noted=True if noted else None, reads=_reads(host))


async def get_journal_entry(host: Host, world: World, call: Call, *, seq: int) -> dict[str, Any]:
    """Return one row of the journal by its number."""
    found = journal.entry(world, seq)
    if found is None:
        extent = journal.extent(world)
        gone = f"; {extent['dropped']} were dropped to keep it small" if extent["dropped"] else ""
        raise NotFound(f"the journal has no row {seq}, its last is {extent['last']}{gone}")
    return found


def _archive(rows: Iterable[dict[str, Any]]) -> Reply:
    from stocktake.web.har import write_of_world  # loaded when somebody wants one

    file = io.StringIO()
    write_of_world(file, rows)
    return Reply(data=file.getvalue().encode(), media_type="application/json")


def _reads(host: Host) -> tuple[tuple[str, str], ...]:
    """Return the operations that are reads although no GET."""
    return tuple(
        (simulator.name, operation)
        for simulator in host.simulators
        if isinstance(simulator.role, Warehouse)
        for operation in sorted(simulator.role.reports)
    )


async def get_stats(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Count requests, writes and refusals for each simulator and operation."""
    reads = replace(journal.ALL, write=True, reads=_reads(host))
    writes, values = reads.condition()
    rows = world.all(
        "SELECT simulator, operation, count(*) AS requests,"
        f" count(*) FILTER (WHERE {writes}) AS writes,"
        " count(*) FILTER (WHERE status >= 400) AS refused,"
        " count(*) FILTER (WHERE NOT delivered) AS undelivered, max(seq) AS last"
        " FROM journal WHERE kind = 'exchange' GROUP BY simulator, operation"
        " ORDER BY simulator, operation",
        values,
    )
    names = ("requests", "writes", "refused", "undelivered")
    total = {name: sum(row[name] for row in rows) for name in names}
    last = max((row["last"] for row in rows), default=0)
    return {"operations": rows, "total": {**total, "last": last}}


async def wait_for_journal(
    host: Host, world: World, call: Call, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Return once `count` rows match, or after `timeout` of real time with those that do.

    It ends when its client is gone. In the process of a test nothing happens while one waits: it
    returns at once.
    """
    try:
        remaining_s = parse_span(body.get("timeout", "10s")) / 1000
    except ValueError as error:
        raise Unprocessable(str(error)) from None
    count = body.get("count", 1)
    wanted = _wanted(host, after=body.get("after", 0), **body.get("match", {}))
    bodies = body.get("bodies", True)
    while not world.queue.gone:
        rows = journal.entries(world, wanted, limit=count, bodies=bodies)
        if len(rows) >= count or remaining_s <= 0 or call.is_gone() or not host.listens:
            return {"entries": rows, "matched": len(rows) >= count}
        remaining_s -= _GLANCE
        await pause(_GLANCE)
    raise NotFound(f"there is no world {world.name!r} any more")


async def clear_journal(host: Host, world: World, call: Call) -> Reply:
    """Empty the journal; the turns go on counting."""
    async with world.queue:
        journal.clear(world)
    return Reply(204)


async def get_ledger(
    host: Host,
    world: World,
    call: Call,
    *,
    after: int = 0,
    limit: int = 10_000,
    turn: int | None = None,
    simulator: str | None = None,
    sku: str | None = None,
    reference: str | None = None,
) -> dict[str, Any]:
    """Return ledger lines after a seq, oldest first: who changed which number when."""
    rows = world.all(
        "SELECT * FROM ledger WHERE seq > ?1 AND (?3 IS NULL OR turn = ?3)"
        " AND (?4 IS NULL OR simulator = ?4) AND (?5 IS NULL OR sku = ?5)"
        " AND (?6 IS NULL OR reference = ?6) ORDER BY seq LIMIT ?2",
        (after, limit, turn, simulator, sku, reference),
    )
    return {"entries": rows}
