"""The clock of a world, seen and moved from outside."""

from typing import Any

from stocktake.core import journal
from stocktake.core.call import Call
from stocktake.core.clock import LATEST, iso, parse_instant, parse_span
from stocktake.core.errors import Unprocessable
from stocktake.core.jobs import pass_time
from stocktake.core.world import World
from stocktake.web.host import Host


async def get_clock(host: Host, world: World, call: Call) -> dict[str, Any]:
    """Return the time and how it moves."""
    return world.clock.describe()


async def advance_clock(
    host: Host, world: World, call: Call, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Move the clock on by a span; what fell due meanwhile has happened when this returns."""
    try:
        by = parse_span(body["by"])
    except ValueError as error:
        raise Unprocessable(str(error)) from None
    until = min(world.clock.read() + by, LATEST)
    happened = await host.courier.deliver(world, until=until)
    async with world.queue:
        outcomes = pass_time(world, by, why="advance", until=until)
    host.bugs += [outcome.bug for outcome in outcomes if outcome.bug]
    # The time has moved: a refusal now would have it moved twice by who asks again.
    happened += [*outcomes, *await host.courier.deliver_soon(world)]
    return {"now": iso(world.clock.read()), "happened": [what.describe() for what in happened]}


async def set_clock(
    host: Host, world: World, call: Call, *, body: dict[str, Any]
) -> dict[str, Any]:
    """Set the time, the mode, the tick or the factor; what is absent stays."""
    try:
        now = parse_instant(body["now"]) if "now" in body else None
    except ValueError as error:
        raise Unprocessable(str(error)) from None
    async with world.queue:
        with world.turn(tick=False):
            try:
                world.clock.configure(
                    mode=body.get("mode"), tick=body.get("tick_ms"), factor=body.get("factor"),
                    idle=body.get("idle_advance"),
                )  # fmt: skip
            except ValueError as error:
                raise Unprocessable(str(error)) from None
            if now is not None:
                world.now = world.clock.set(now)
            journal.record(world, "clock", operation="set", note=body)
    return world.clock.describe()
