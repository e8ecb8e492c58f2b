"""`status`: an error is answered, and nothing runs."""

from dataclasses import replace

from stocktake.core.call import Reply
from stocktake.core.errors import Refusal
from stocktake.core.faults import Fault
from stocktake.core.simulator import Api

from .kind import Argument, Draws, FaultKind


def _instead(api: Api, fault: Fault) -> Reply | None:
    status, body = fault.arguments["status"], fault.arguments["body"]
    if body:
        return Reply(status, body.encode(), media_type=fault.arguments["media_type"])
    refusal = Refusal("a planted failure")
    refusal.status = status
    return replace(api.refuse(refusal), status=status)


KIND = FaultKind(
    name="status",
    order=3,
    sentence="answers an error; nothing runs",
    story="{} answered {status}: a planted failure; nothing was done.",
    arguments={
        "status": Argument("integer", 500, "the status to answer", 400, 599),
        "body": Argument("string", "", "raw text to answer; empty: the vendor's own envelope"),
        "media_type": Argument("string", "text/html", "content type of `body`", is_media_type=True),
    },
    instead=_instead,
    # A 4xx is a definite no, which schedules need not try.
    draws=Draws(writes=({"status": 503},), reads=({"status": 503},), fails_reads=True),
)
