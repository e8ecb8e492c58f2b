"""Attempts at the control plane without its token: a referee wants to see them in the journal."""

import hmac

from stocktake.core import journal
from stocktake.core.call import Call
from stocktake.core.world import World
from stocktake.web.host import DEFAULT, Host


def has_token(host: Host, call: Call) -> bool:
    """Whether a call carries the token, if one is wanted at all."""
    if host.token is None:
        return True
    given = call.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), host.token.encode())


async def record_attempt(host: Host, world: World | None, call: Call, *, status: int) -> None:
    """Write a journal row of simulator `_sim` for an attempt, where the host keeps watch.

    One at the root, or at a world that there is not, is written into every world: it is not known
    in which of them its client works. What it sent is not kept.
    """
    if not host.keeps_watch or has_token(host, call):
        return
    alone = world is not None and world.name != DEFAULT
    for each in [world] if world is not None and alone else list(host.worlds.values()):
        if each.queue.gone:
            continue
        async with each.queue:
            with each.turn(tick=False):
                journal.record(
                    each,
                    "exchange",
                    simulator="_sim",
                    method=call.method,
                    path=call.path,
                    query=call.sent_query,
                    request_headers=dict(call.headers),
                    status=status,
                    base_url=call.base_url,
                )
