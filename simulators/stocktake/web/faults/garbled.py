"""`garbled`: everything is done, and the answer cannot be read."""

from stocktake.core.faults import Fault
from stocktake.web.replies import Delivery

from .kind import Argument, Draws, FaultKind

_HTML = "<html><body><h1>Service unavailable</h1></body></html>"


def _after(delivery: Delivery, fault: Fault, hold_s: float) -> Delivery:
    body = str(fault.arguments["body"]).encode()
    headers = dict(delivery.headers) | {"Content-Length": str(len(body))}
    return delivery._replace(headers=tuple(headers.items()), body=body)


KIND = FaultKind(
    name="garbled",
    order=4,
    sentence="does and commits everything, then answers its good status with a body that is not"
    " JSON",
    story="{} was {done}, and the reply could not be read.",
    arguments={"body": Argument("string", _HTML, "what arrives instead")},
    delivered=False,
    after=_after,
    draws=Draws(writes=({},), reads=({},), hides_writes=True, fails_reads=True),
)
