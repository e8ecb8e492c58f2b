"""`lost_request`: the request never arrives."""

from stocktake.core.call import Reply
from stocktake.core.faults import Fault
from stocktake.core.simulator import Api

from .kind import FaultKind, cut


def _instead(api: Api, fault: Fault) -> Reply | None:
    return Reply(status=0)


KIND = FaultKind(
    name="lost_request",
    order=2,
    sentence="cuts the connection before anything runs",
    delivered=False,
    instead=_instead,
    after=cut,
    on_writes=({},),
)
