"""The clock of a world, seen and moved from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stocktake.core import journal
from stocktake.core.clock import LATEST, iso, parse_instant, parse_span
from stocktake.core.errors import Unprocessable
from stocktake.web.strikes import pass_time

if TYPE_CHECKING:
    from stocktake.web.sandbox import Sandbox


async def get_clock(sandbox: Sandbox, world_name: str) -> dict[str, Any]:
    """Return the time and how it moves."""
    return sandbox.worlds[world_name].clock.describe()


async def advance_clock(
    sandbox: Sandbox, world_name: str, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Move the clock on by a span; what fell due meanwhile has happened when this returns."""
    try:
        by = parse_span(body["by"])
    except ValueError as error:
        raise Unprocessable(str(error)) from None
    world = sandbox.worlds[world_name]
    until = min(world.clock.read() + by, LATEST)
    happened = await sandbox.courier.deliver(world, until=until)
    async with world.queue:
        outcomes = pass_time(world, by, why="advance", until=until)
    sandbox.bugs += [outcome.bug for outcome in outcomes if outcome.bug]
    happened += [*outcomes, *await sandbox.courier.deliver(world)]
    return {"now": iso(world.clock.read()), "happened": [what.describe() for what in happened]}


async def set_clock(sandbox: Sandbox, world_name: str, *, body: dict[str, Any]) -> dict[str, Any]:
    """Set the time, the mode, the tick or the factor; what is absent stays."""
    world = sandbox.worlds[world_name]
    try:
        now = parse_instant(body["now"]) if "now" in body else None
    except ValueError as error:
        raise Unprocessable(str(error)) from None
    async with world.queue:
        with world.turn(tick=False):
            world.clock.configure(
                mode=body.get("mode"), tick=body.get("tick_ms"), factor=body.get("factor")
            )
            if now is not None:
                world.now = world.clock.set(now)
            journal.record(world, "clock", operation="set", note=body)
    return world.clock.describe()
