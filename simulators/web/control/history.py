"""The journal and the ledger, read from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulators.core import journal
from simulators.core.simulator import Reply

if TYPE_CHECKING:
    from simulators.web.sandbox import Sandbox


async def get_journal(
    sandbox: Sandbox,
    world_name: str,
    *,
    after: int = 0,
    limit: int = 1000,
    kind: str | None = None,
    simulator: str | None = None,
    operation: str | None = None,
    format_: str = "json",
) -> Any:
    """Return journal rows after a seq, oldest first; `format=ndjson` gives the canonical form of
    all.
    """
    world = sandbox.worlds[world_name]
    if format_ == "ndjson":
        return Reply(data="".join(journal.canonical(world)), media_type="application/x-ndjson")
    rows = journal.entries(
        world, after=after, limit=limit, kind=kind, simulator=simulator, operation=operation
    )
    last = world.value("SELECT coalesce(max(seq), 0) FROM journal")
    return {"entries": rows, "last": last, "dropped": 0}


async def clear_journal(sandbox: Sandbox, world_name: str) -> Reply:
    """Empty the journal; the turns go on counting."""
    world = sandbox.worlds[world_name]
    async with world.queue:
        world.run("DELETE FROM journal")
    return Reply(204)


async def get_ledger(
    sandbox: Sandbox, world_name: str, *, after: int = 0, limit: int = 10_000
) -> dict[str, Any]:
    """Return ledger lines after a seq, oldest first: who changed which number when."""
    rows = sandbox.worlds[world_name].all(
        "SELECT * FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
    )
    return {"entries": rows}
