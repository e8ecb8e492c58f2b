"""`wrong_client_id`: a callback names a client that the receiver does not know."""

from dataclasses import replace

from stocktake.core.outbox import Callback

from .kind import Argument, CallbackPlan, FaultKind


def _callback(entry: Callback) -> CallbackPlan:
    if not entry.client_field:
        return CallbackPlan(entry=entry)
    fields = {**entry.fields, entry.client_field: entry.arguments["client_id"]}
    return CallbackPlan(entry=replace(entry, fields=fields))


KIND = FaultKind(
    name="wrong_client_id",
    order=19,
    sentence="a callback names a client that the receiver does not know",
    arguments={"client_id": Argument("string", "somebody-else", "the client that it names")},
    needs="a callback",
    strikes_callbacks=True,
    callback=_callback,
)
