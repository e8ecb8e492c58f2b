"""`latency`: time passes before the exchange."""

from stocktake.core.faults import Fault
from stocktake.core.jobs import pass_time
from stocktake.core.world import World

from .kind import Argument, FaultKind


def _pause_s(fault: Fault) -> float:
    return float(fault.arguments["wall_ms"]) / 1000


def _before(world: World, fault: Fault) -> str | None:
    pass_time(world, fault.arguments["ms"], why="latency")
    return None


KIND = FaultKind(
    name="latency",
    order=10,
    sentence="the clock moves on and what is due happens before the exchange",
    story="{} answered {status} after a long wait.",
    arguments={
        "ms": Argument("integer", 5000, "world milliseconds that pass"),
        "wall_ms": Argument("integer", 0, "real milliseconds to sleep as well"),
    },
    pause_s=_pause_s,
    before=_before,
)
