"""A request of the journal, sent once more."""

import json
from typing import Any

from stocktake.core import journal
from stocktake.core.call import Call
from stocktake.core.clock import pause
from stocktake.core.errors import NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.web.border import BoundApi
from stocktake.web.exchange import exchange
from stocktake.web.host import Host


async def repeat_exchange(host: Host, world: World, call: Call, *, seq: int) -> dict[str, Any]:
    """Send a request that is in the journal again, as it was; return its new row.

    It is a new request at the world's time of now: a planted fault may strike it. What a fault
    keeps from the client is in the row all the same.
    """
    sent = world.find(
        "SELECT journal.*, coalesce(request_body, content) AS body FROM journal"
        " LEFT JOIN body ON hash = request_hash WHERE seq = ?",
        (seq,),
    )
    if sent is None:
        raise NotFound(f"the journal has no row {seq}, its last is {journal.extent(world)['last']}")
    if sent["kind"] != "exchange" or not (bound := _api_of(host, sent)):
        raise Unprocessable(f"row {seq} is no request to a vendor: only those are sent again")
    delivery = await exchange(world, bound, _as_sent(world, sent), pause=pause, hold_s=0)
    if delivery.bug is not None:
        host.bugs.append(delivery.bug)
    found = journal.entry(world, delivery.turn) if delivery.turn is not None else None
    if found is None:
        raise NotFound("the request was answered and left no row: the world's storage fails")
    return {"row": found["seq"], "repeats": seq, "entry": found}


def _as_sent(world: World, sent: dict[str, Any]) -> Call:

    headers = json.loads(sent["request_headers"] or "{}")
    return Call(
        method=sent["method"],
        path=sent["path"],
        sent_query=sent["query"] or "",
        headers=headers,
        raw=sent["body"] or b"",
        base_url=sent["base_url"] or "",
    )


def _api_of(host: Host, sent: dict[str, Any]) -> BoundApi | None:
    """Return the Api that a row was sent to: the one whose operation it was, else the first."""
    mine = [api for api in host.apis.values() if api.simulator == sent["simulator"]]
    knows = [api for api in mine if any(o.id == sent["operation"] for o in api.table.operations)]
    return next(iter([*knows, *mine]), None)
