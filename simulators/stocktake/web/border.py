"""The border: one request authenticated, read, run and checked, for vendors and the control plane.

There are two lanes, and a law holds them equal. `compiled` does at once what the operation table
has compiled. `connexion` sends the request through Connexion's own layers: the reference.
"""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from stocktake.core import storage
from stocktake.core.errors import Bug, Refusal
from stocktake.core.simulator import Api, Reply

from . import COMPILED, CONNEXION, LANES
from .context import RequestContext, checked
from .operations import Table, build_table


async def _compiled_lane(context: RequestContext) -> None:
    if context.operation.security:
        context.authenticate()
    context.read_parameters()
    if context.operation.body is not None:
        context.read_body()
    await context.operate()


@dataclass(frozen=True, slots=True)
class BoundApi:
    """An Api with its operation table, ready to answer; `simulator` is whose it is."""

    simulator: str
    api: Api
    table: Table
    lane: Callable[[RequestContext], Awaitable[None]]

    def refuse(self, refusal: Refusal) -> tuple[Reply, Exception | None]:
        """Return a refusal in the vendor's envelope, and the bug that it met."""
        try:
            return self.api.refuse(refusal), None
        except Exception as bug:
            return self.bug(bug)

    def bug(self, bug: Exception) -> tuple[Reply, Exception]:
        """Return a bug in the vendor's envelope, and the bug itself; raise what is nobody's bug."""
        if storage.is_failure(bug):
            raise bug  # it has ended the turn: the exchange answers
        return self.api.refuse(Bug(f"{type(bug).__name__}: {bug}")), bug

    async def answer(self, context: RequestContext) -> tuple[Reply, Exception | None]:
        """Return the reply to a request, refusals in the vendor's envelope; and the bug it met."""
        api = self.api
        try:
            try:
                too_soon = api.limit(*context.first, context.call)
                if too_soon is not None:
                    raise too_soon
                with context.attempt():
                    await self.lane(context)
                assert context.reply is not None, "the lane never reached the operation"
                return context.reply, None
            except Refusal as refusal:
                return checked(context.operation, api.refuse(refusal)), None
        except Exception as bug:
            return self.bug(bug)


@functools.cache
def bind(api: Api, simulator: str, lane: str = COMPILED) -> BoundApi:
    """Bind an Api to its document.

    ValueError where document and handlers do not fit, and for a lane that there is not.
    """
    table = build_table(api)
    if lane == COMPILED:
        return BoundApi(simulator, api, table, _compiled_lane)
    if lane != CONNEXION:
        raise ValueError(f"there is no lane {lane!r}; there are {', '.join(LANES)}")
    from .connexion_lane import ConnexionLane  # costs its import and seconds of building

    return BoundApi(simulator, api, table, ConnexionLane(table))
