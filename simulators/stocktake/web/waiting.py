"""Clients that were told to wait: who they are, what they were told, and that they come back."""

import hashlib
from typing import Any

from stocktake.core import idle
from stocktake.core.world import World

from .border import BoundApi
from .replies import Delivery
from .requests import ParsedRequest


def come_back(world: World, bound: BoundApi, request: ParsedRequest) -> idle.Moved | None:
    """Move an idle clock on for the client of a request, if it was told to wait. Between turns."""
    if not idle.somebody_waits(world):
        return None
    return idle.come_back(world, _names(bound, request))


def tell(
    world: World, bound: BoundApi, request: ParsedRequest, delivery: Delivery
) -> dict[str, Any]:
    """Keep what an answer tells its client to wait; return what the journal notes of it.

    That is its `Retry-After`, which holds for anything the client asks next, or else what limit or
    handler have said (`World.say_wait`).
    """
    client, asked = _names(bound, request)
    told = _retry_after(delivery)
    if told is not None:
        return idle.tell(world, client, told)
    return idle.tell(world, asked if world.wait_is_for_this else client, world.wait)


def tells_to_wait(world: World, delivery: Delivery) -> bool:
    """Whether an answer tells its client to wait."""
    if world.wait:
        return True
    return delivery.status >= 300 and _retry_after(delivery) is not None


def _retry_after(delivery: Delivery) -> int | None:
    """Return the milliseconds of a `Retry-After` in seconds."""
    for name, value in delivery.headers:
        if name.lower() == "retry-after" and value.isdigit():
            return int(value) * 1000
    return None


def _names(bound: BoundApi, request: ParsedRequest) -> tuple[str, str]:
    """Return who calls, by the credentials that the document names, and who with what it wants."""
    schemes = bound.table.document.get("components", {}).get("securitySchemes", {}).values()
    headers = sorted(
        str(scheme["name"]).lower() if scheme.get("in") == "header" else "authorization"
        for scheme in schemes
    )
    given = "\n".join(request.call.headers.get(name, "") for name in headers)
    digest = hashlib.sha256(given.encode(errors="replace")).hexdigest()[:16]
    client = f"{bound.simulator} {digest}"
    return client, f"{client} {request.call.method} {request.call.path}"
