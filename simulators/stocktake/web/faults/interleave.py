"""`interleave`: something happens between two requests of a client."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Unprocessable
from stocktake.core.faults import Fault
from stocktake.core.simulator import Simulator
from stocktake.core.world import World
from stocktake.web.events import check_event, take_event_turn

from .kind import Argument, FaultKind


def _check(arguments: Mapping[str, Any], simulators: Sequence[Simulator]) -> None:
    if "event" not in arguments:
        raise Unprocessable('interleave needs an event: {"simulator", "event", ...}')
    check_event(simulators, arguments["event"])


def _before(world: World, fault: Fault) -> str | None:
    _, _, refusal = take_event_turn(world, fault.arguments["event"])
    return None if refusal is None else refusal.message


KIND = FaultKind(
    name="interleave",
    order=11,
    sentence="a business event happens first, in a turn of its own",
    story="{} answered {status}, just after something else had happened.",
    arguments={"event": Argument("object", None, 'the event: {"simulator", "event", ...}')},
    check=_check,
    before=_before,
)
