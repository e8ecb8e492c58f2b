"""`lost_reply`: everything is done, but the answer is lost."""

from .kind import Draws, FaultKind, cut

KIND = FaultKind(
    name="lost_reply",
    order=1,
    sentence="does and commits everything, then cuts the connection",
    story="The reply to {} was lost after it was {done}.",
    delivered=False,
    after=cut,
    draws=Draws(writes=({},), reads=({},), hides_writes=True),
)
