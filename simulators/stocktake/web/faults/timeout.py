"""`timeout`: everything is done, and the client waits in vain."""

from stocktake.core.faults import Fault
from stocktake.web.replies import Delivery

from .kind import Argument, Draws, FaultKind


def _after(delivery: Delivery, fault: Fault, hold_s: float) -> Delivery:
    asked = fault.arguments["hold_s"]
    return delivery._replace(cut=True, hold_s=hold_s if asked is None else asked)


KIND = FaultKind(
    name="timeout",
    order=6,
    sentence="does and commits everything, holds the connection without a word, then cuts it",
    story="{} was {done}, and its connection stayed silent until it was cut.",
    arguments={
        "hold_s": Argument("number", None, "real seconds to hold; the sandbox's own by default")
    },
    delivered=False,
    after=_after,
    draws=Draws(writes=({},)),
)
