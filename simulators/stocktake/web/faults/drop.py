"""`drop`: a callback is never sent."""

from stocktake.core.outbox import Callback

from .kind import CallbackPlan, Draws, FaultKind


def _callback(entry: Callback) -> CallbackPlan:
    return CallbackPlan(entry=entry, failure="never sent: a planted drop")


KIND = FaultKind(
    name="drop",
    order=7,
    sentence="a callback is never sent",
    needs="a callback",
    strikes_callbacks=True,
    callback=_callback,
    draws=Draws(callbacks=True),
)
