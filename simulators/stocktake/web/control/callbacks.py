"""Callbacks seen from outside: the log of all of them, and making those that are due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stocktake.core import outbox

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox


async def get_callbacks(
    sandbox: Sandbox, world_name: str, *, after: int = 0, limit: int = 1000
) -> dict[str, Any]:
    """Return the callbacks of this world, oldest first: each attempt, its answer, its reason."""
    return {"callbacks": outbox.log(sandbox.worlds[world_name], after=after, limit=limit)}


async def deliver_callbacks(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Return once every callback that is due has been made, with those that this call made."""
    happened = await sandbox.courier.deliver(sandbox.worlds[world_name])
    return {"happened": [what.describe() for what in happened]}
