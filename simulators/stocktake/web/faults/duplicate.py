"""`duplicate`: a proxy repeats what was sent once."""

from stocktake.core.faults import Fault
from stocktake.core.outbox import Callback
from stocktake.web.replies import Delivery

from .kind import Argument, CallbackPlan, Draws, FaultKind


def _twice(first: Delivery, second: Delivery, fault: Fault) -> Delivery:
    return second if fault.arguments["reply"] == "second" else first


def _callback(entry: Callback) -> CallbackPlan:
    return CallbackPlan(entry=entry, times=2)


KIND = FaultKind(
    name="duplicate",
    order=8,
    sentence="runs the operation twice, as a proxy that repeats a request does: two turns; a"
    " callback is sent twice, and both answers count",
    story="A proxy delivered {} twice.",
    arguments={
        "reply": Argument("string", "first", "which answer is sent", values=("first", "second"))
    },
    callbacks_too=True,
    twice=_twice,
    callback=_callback,
    draws=Draws(writes=({}, {"reply": "second"}), callbacks=True),
)
