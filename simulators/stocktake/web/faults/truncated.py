"""`truncated`: the answer breaks off."""

from stocktake.core.faults import Fault
from stocktake.web.replies import Delivery

from .kind import Argument, Draws, FaultKind


def _after(delivery: Delivery, fault: Fault, hold_s: float) -> Delivery:
    arrives = min(fault.arguments["bytes"], max(0, len(delivery.body) - 1))
    return delivery._replace(cut=True, arrives=arrives)


KIND = FaultKind(
    name="truncated",
    order=5,
    sentence="cuts the connection after some bytes of the body, its Content-Length being the whole",
    story="The reply to {} broke off after it was {done}.",
    arguments={"bytes": Argument("integer", 20, "how many bytes of the body arrive")},
    delivered=False,
    after=_after,
    draws=Draws(writes=({},), reads=({},)),
)
