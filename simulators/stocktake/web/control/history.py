"""The journal and the ledger, read from outside."""

from typing import Any

from stocktake.core import journal
from stocktake.core.call import Call, Reply
from stocktake.core.clock import parse_span, pause
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.web.host import Host

_GLANCE = 0.02  # real seconds between two looks


async def get_journal(
    host: Host, world: World, call: Call, *, format_: str = "json", **query: Any
) -> Any:
    """Return journal rows after a seq, oldest first; `format=ndjson`: all, in canonical form."""
    if format_ == "ndjson":
        return Reply(data="".join(journal.canonical(world)), media_type="application/x-ndjson")
    return {"entries": journal.entries(world, **query), **journal.extent(world)}


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
    count, after, match = body.get("count", 1), body.get("after", 0), body.get("match", {})
    while not world.queue.gone:
        rows = journal.entries(world, after=after, limit=count, **match)
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
    host: Host, world: World, call: Call, *, after: int = 0, limit: int = 10_000
) -> dict[str, Any]:
    """Return ledger lines after a seq, oldest first: who changed which number when."""
    rows = world.all("SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit))
    return {"entries": rows}
