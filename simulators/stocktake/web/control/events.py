"""Letting business events happen from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stocktake.core import outbox
from stocktake.web.happenings import check_event, take_event_turn

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox


async def happen(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> dict[str, Any]:
    """Let an event happen, in one turn with a journal row; a refused one changes nothing.

    The callbacks that it asks for have been made when this returns.
    """
    check_event(sandbox.simulators, body)
    world = sandbox.worlds[world_name]
    async with world.queue:
        turn, result, refusal = take_event_turn(world, body)
    if refusal is not None:
        raise refusal
    if outbox.log(world, turn=turn):
        await sandbox.courier.deliver(world)
    return {"turn": turn, "result": result, "callbacks": outbox.log(world, turn=turn)}
