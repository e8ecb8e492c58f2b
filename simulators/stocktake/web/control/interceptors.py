"""Interceptors: ports by which programs that call vendors' own hosts come to this world."""

from typing import Any

from stocktake.core.call import Call, Reply
from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.extras import ExtraMissing
from stocktake.core.world import World
from stocktake.web import interceptor
from stocktake.web.host import Host

MOST = 20  # of a process: each takes two ports


async def get_authority(host: Host, world: World, call: Call) -> Reply:
    """Return the certificate of the throw-away authority, for programs that are to trust it."""
    if not host.authority:
        raise NotFound(
            "there is no authority of ours here: start `stocktake serve --tls`; with --tls-cert"
            " trust whatever has signed that certificate"
        )
    return Reply(data=host.authority, media_type="application/x-pem-file")


async def open_interceptor(
    host: Host, world: World, call: Call, *, body: dict[str, Any] | None = None
) -> Reply:
    """Open two ports that lead to this world: a proxy, and one of TLS."""
    if host.serving is None:
        raise Conflict("nothing listens on a socket: open it inside `with sandbox.listening():`")
    if len(host.interceptors) >= MOST:
        raise Conflict(
            f"{MOST} interceptors are open, which is the most: close one that you need no more"
            " (DELETE /_sim/interceptors/{id})"
        )
    try:
        allowed = (body or {}).get("allow_hosts", ())
        number = await interceptor.open_interceptor(host, world.name, allowed)
    except ExtraMissing as error:
        raise Unprocessable(str(error)) from None
    made = host.interceptors[number]
    opened = {
        "id": number,
        "proxy_port": made.proxy_port,
        "tls_port": made.tls_port,
        "hosts": list(host.vendor_hosts),
        "allow_hosts": sorted(made.proxy.allowed),
        "authority": host.authority.decode(),
    }
    return Reply(201, opened)


async def close_interceptor(
    host: Host, world: World, call: Call, *, interceptor_id: int
) -> dict[str, Any]:
    """Close an interceptor of this world; return which hosts it has refused, and how often."""
    found = host.interceptors.get(interceptor_id)
    if found is None or found.world != world.name:
        known = ", ".join(str(n) for n, one in host.interceptors.items() if one.world == world.name)
        raise NotFound(f"no interceptor {interceptor_id} of this world; open: {known or 'none'}")
    closed = interceptor.close_interceptor(host, interceptor_id)
    return {"refused": dict(closed.proxy.refused)}


def close_those_of(host: Host, world: str) -> None:
    """Close every interceptor of a world that goes."""
    for number in [n for n, one in host.interceptors.items() if one.world == world]:
        interceptor.close_interceptor(host, number)
