"""Callbacks seen from outside: the log of all of them, and making those that are due."""

from typing import Any

from stocktake.core import outbox
from stocktake.core.call import Call
from stocktake.core.world import World
from stocktake.web.host import Host


async def get_callbacks(
    host: Host, world: World, call: Call, *, after: int = 0, limit: int = 1000
) -> dict[str, Any]:
    """Return the callbacks of this world, oldest first: each attempt, its answer, its reason."""
    return {"callbacks": outbox.log(world, after=after, limit=limit)}


async def deliver_callbacks(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return once every callback that is due has been made, with those that this call made."""
    happened = await host.courier.deliver(world)
    return {"happened": [what.describe() for what in happened]}
