"""`lost_request`: the request never arrives."""

from stocktake.core.call import Reply
from stocktake.core.faults import Fault
from stocktake.core.simulator import Api

from .kind import Draws, FaultKind, cut


def _instead(api: Api, fault: Fault) -> Reply | None:
    return Reply(status=0)


KIND = FaultKind(
    name="lost_request",
    order=2,
    sentence="cuts the connection before anything runs",
    story="The request {} was lost before anything was done.",
    delivered=False,
    instead=_instead,
    after=cut,
    draws=Draws(writes=({},)),
)
