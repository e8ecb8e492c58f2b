"""`bad_signature`: a callback carries the signature of something else."""

from dataclasses import replace

from stocktake.core.outbox import Callback

from .kind import Argument, CallbackPlan, FaultKind


def _callback(entry: Callback) -> CallbackPlan:
    if not entry.signature:
        return CallbackPlan(entry=entry)
    headers = {**entry.headers, entry.signature: entry.arguments["signature"]}
    return CallbackPlan(entry=replace(entry, headers=headers))


KIND = FaultKind(
    name="bad_signature",
    order=20,
    sentence="a callback that is signed carries the signature of something else",
    arguments={
        "signature": Argument("string", "0" * 64, "what stands in its place", is_header=True)
    },
    needs="a callback",
    strikes_callbacks=True,
    callback=_callback,
)
