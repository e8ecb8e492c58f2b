"""Attempts at the control plane without its token: a referee wants to see them in the journal."""

import hmac
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from stocktake.core import journal
from stocktake.core.call import Call
from stocktake.core.world import World
from stocktake.web.host import DEFAULT, Host

COOKIE = "stocktake_token"
"""The cookie that holds the token for pages of this server; the port follows its name."""


def has_token(host: Host, call: Call) -> bool:
    """Whether a call carries the token, if one is wanted at all."""
    if host.token is None:
        return True
    given = call.headers.get("authorization", "").removeprefix("Bearer ") or _of_page(call)
    return hmac.compare_digest(given.encode(), host.token.encode())


def _of_page(call: Call) -> str:
    """Return the token that our own page's script sends: a cookie, which it cannot read itself.

    A browser sends cookies for every page, also for one of another port, so the request must say
    that it comes from a page of this very server; only a browser can, and it does not lie.
    """
    origin, named = call.headers.get("origin", ""), call.headers.get("host", "")
    if not named or urlsplit(origin).netloc != named:
        return ""
    cookies: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        cookies.load(call.headers.get("cookie", ""))
    found = cookies.get(f"{COOKIE}_{named.rpartition(':')[2]}") or cookies.get(COOKIE)
    return found.value if found is not None else ""


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
