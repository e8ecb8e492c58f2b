"""`reorder`: a callback is overtaken by the next one."""

from stocktake.core.outbox import Callback

from .kind import Argument, CallbackPlan, FaultKind


def _callback(entry: Callback) -> CallbackPlan:
    return CallbackPlan(entry=entry, wait_ms=entry.arguments["ms"], waits_for_next=True)


KIND = FaultKind(
    name="reorder",
    order=18,
    sentence="a callback is sent after the one that comes next",
    arguments={"ms": Argument("integer", 60_000, "world milliseconds that it waits at most")},
    needs="a callback",
    strikes_callbacks=True,
    callback=_callback,
)
