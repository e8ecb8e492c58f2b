"""Business events, triggered from outside."""

from typing import Any

from stocktake.core import outbox
from stocktake.core.call import Call
from stocktake.core.world import World
from stocktake.web.events import check_event, take_event_turn
from stocktake.web.host import Host


async def trigger_event(
    host: Host, world: World, call: Call, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Trigger a business event, in one turn with a journal row; a refused one changes nothing.

    The callbacks that it asks for have been made when this returns, unless others are under way:
    then they follow, so that a receiver may ask for an event while it answers.
    """
    check_event(host.simulators, body)
    async with world.queue:
        turn, result, refusal = take_event_turn(world, body)
    if refusal is not None:
        raise refusal
    if outbox.log(world, turn=turn):
        await host.courier.deliver_soon(world)
    return {"turn": turn, "result": result, "callbacks": outbox.log(world, turn=turn)}
