"""`kill_engine`: the client's process ends in the middle of a request."""

from stocktake.core.call import Reply
from stocktake.core.faults import Fault
from stocktake.core.simulator import Api
from stocktake.web.replies import Delivery

from .kind import Argument, FaultKind


def _instead(api: Api, fault: Fault) -> Reply | None:
    return Reply(status=0) if fault.arguments["when"] == "before" else None


def _after(delivery: Delivery, fault: Fault, hold_s: float) -> Delivery:
    return delivery._replace(cut=True, kills=True)


# Not drawn by schedules: in lines mode one process plays all rounds, so it would end the play.
KIND = FaultKind(
    name="kill_engine",
    order=7,
    sentence="ends the engine's process, where a harness runs it, and cuts the connection",
    story="{} was {done}, and the engine was killed before it had the answer.",
    arguments={
        "when": Argument(
            "string", "after", "whether it ends before or after the work is done",
            values=("before", "after"),
        )
    },
    delivered=False,
    instead=_instead,
    after=_after,
)  # fmt: skip
