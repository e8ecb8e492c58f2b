"""The journal and the ledger, read from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stocktake.core import journal
from stocktake.core.clock import parse_span, pause
from stocktake.core.errors import Unprocessable
from stocktake.core.simulator import Reply

_GLANCE = 0.02  # real seconds between two looks

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox


async def get_journal(
    sandbox: Sandbox,
    world_name: str,
    *,
    after: int = 0,
    limit: int = 1000,
    kind: str | None = None,
    simulator: str | None = None,
    operation: str | None = None,
    status: int | None = None,
    format_: str = "json",
) -> Any:
    """Return journal rows after a seq, oldest first; `format=ndjson` gives the canonical form of
    all.
    """
    world = sandbox.worlds[world_name]
    if format_ == "ndjson":
        return Reply(data="".join(journal.canonical(world)), media_type="application/x-ndjson")
    rows = journal.entries(
        world,
        after=after,
        limit=limit,
        kind=kind,
        simulator=simulator,
        operation=operation,
        status=status,
    )
    return {"entries": rows, **journal.extent(world)}


async def wait_for_journal(
    sandbox: Sandbox, world_name: str, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Return once `count` rows match, or after `timeout` of real time with those that do.

    In the process of a test nothing happens while one waits: it returns at once.
    """
    try:
        patience = parse_span(body.get("timeout", "10s")) / 1000
    except ValueError as error:
        raise Unprocessable(str(error)) from None
    world = sandbox.worlds[world_name]
    count, after, match = body.get("count", 1), body.get("after", 0), body.get("match", {})
    while True:
        rows = journal.entries(world, after=after, limit=count, **match)
        if len(rows) >= count or patience <= 0 or not sandbox.listens:
            return {"entries": rows, "matched": len(rows) >= count}
        patience -= _GLANCE
        await pause(_GLANCE)


async def clear_journal(sandbox: Sandbox, world_name: str) -> Reply:
    """Empty the journal; the turns go on counting."""
    world = sandbox.worlds[world_name]
    async with world.queue:
        journal.clear(world)
    return Reply(204)


async def get_ledger(
    sandbox: Sandbox, world_name: str, *, after: int = 0, limit: int = 10_000
) -> dict[str, Any]:
    """Return ledger lines after a seq, oldest first: who changed which number when."""
    rows = sandbox.worlds[world_name].all(
        "SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
    )
    return {"entries": rows}
