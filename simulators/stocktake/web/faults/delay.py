"""`delay`: a callback comes late."""

from stocktake.core.outbox import Callback

from .kind import Argument, CallbackPlan, FaultKind


def _callback(entry: Callback) -> CallbackPlan:
    return CallbackPlan(entry=entry, wait_ms=entry.arguments["ms"])


# Not drawn by schedules: it would come in the middle of a round, at a moment of its own.
KIND = FaultKind(
    name="delay",
    order=17,
    sentence="a callback is sent later",
    arguments={"ms": Argument("integer", 60_000, "world milliseconds that it is late")},
    needs="a callback",
    strikes_callbacks=True,
    callback=_callback,
)
