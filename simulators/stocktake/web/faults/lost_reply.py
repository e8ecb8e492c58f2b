"""`lost_reply`: everything is done, but the answer is lost."""

from .kind import FaultKind, cut

KIND = FaultKind(
    name="lost_reply",
    order=1,
    sentence="does and commits everything, then cuts the connection",
    delivered=False,
    after=cut,
    on_writes=({},),
    on_reads=({},),
)
