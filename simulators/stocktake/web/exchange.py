"""The exchange: one request and its reply as one turn of a world, its journal row included."""

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace

from stocktake.core import faults, jobs, journal
from stocktake.core.call import Call, Reply
from stocktake.core.errors import Refusal, Unavailable
from stocktake.core.faults import NO_FAULT, Fault
from stocktake.core.idle import Moved
from stocktake.core.simulator import no_headers
from stocktake.core.world import World

from . import waiting
from .border import BoundApi
from .context import RequestContext
from .faults import NO_KIND, FaultKind, kind_of
from .replies import Delivery, render
from .requests import ParsedRequest, near_miss, read_request, unread

Pause = Callable[[float], Awaitable[None]]


async def exchange(
    world: World,
    bound: BoundApi,
    call: Call,
    *,
    refusal: Refusal | None = None,
    pause: Pause,
    hold_s: float,
) -> Delivery:
    """Answer one request in one turn of its own; waits for the turn without holding a thread.

    `refusal` is what is wrong with the request already; `pause` sleeps real seconds, `hold_s` is
    how long a planted timeout holds the connection. Where the world's storage fails, nothing of it
    has happened.
    """
    request = read_request(bound, call) if refusal is None else unread(call, refusal)
    try:
        async with world.queue:
            world.check_file()
            fault = _draw(world, bound, request)
        kind = kind_of(fault.kind)
        if seconds := kind.pause_s(fault):
            await pause(seconds)
        async with world.queue:
            moved = waiting.come_back(world, bound, request)
            if (refused := kind.before(world, fault)) is not None:
                faults.refuse(world, fault, refused)
                fault, kind = NO_FAULT, NO_KIND
            ran = [*(moved.outcomes if moved else ()), *jobs.run_due(world, world.clock.read())]
            delivery = await _take_turn(world, bound, request, fault, kind, moved)
            if kind.twice is not None:
                second = await _take_turn(world, bound, request, fault, kind)
                delivery = kind.twice(delivery, second, fault)
    except (sqlite3.Error, Unavailable) as error:
        return _unavailable(world, bound, error)
    bugs = [outcome.bug for outcome in ran if outcome.bug]
    if bugs:
        delivery = replace(delivery, bug=bugs[0])
    return kind.after(delivery, fault, hold_s)


def _unavailable(world: World, bound: BoundApi, error: sqlite3.Error | Unavailable) -> Delivery:
    refusal = error if isinstance(error, Unavailable) else world.unavailable(error)
    reply, bug = bound.refuse(refusal)
    return Delivery(*render(reply, world.now), bug=bug)


def _draw(world: World, bound: BoundApi, request: ParsedRequest) -> Fault:
    if request.operation is None:
        return NO_FAULT
    return faults.draw(world, bound.simulator, request.operation.id)


async def _take_turn(
    world: World,
    bound: BoundApi,
    request: ParsedRequest,
    fault: Fault,
    kind: FaultKind,
    moved: Moved | None = None,
) -> Delivery:
    operation, bug, answering = request.operation, None, world
    with world.turn():
        reply = kind.instead(bound.api, fault)
        if operation is None:
            assert request.refusal is not None, "a request means an operation or is refused"
            reply, bug = bound.refuse(request.refusal)
        elif reply is None:
            try:
                with kind.inside(world, request.call, operation, fault) as (answering, call):
                    reply, bug = await bound.answer(
                        RequestContext(
                            api=bound.api, operation=operation, call=call,
                            path_values=request.path_values, unreadable=request.refusal,
                            first=(answering,), attempt=answering.attempt, fault=fault, kind=kind,
                        )
                    )  # fmt: skip
            except Exception as error:  # a kind that does not fit what the vendor's document says
                reply, bug = bound.bug(error)
        reply = _with_headers(reply, bound, world, request.call)
        delivery = Delivery(*render(reply, world.now), bug=bug, turn=world.number)
        if request.sent.method == "HEAD":  # what GET answers, without its body (RFC 9110, 9.3.2)
            delivery = replace(delivery, body=b"")
        said = near_miss(world, bound, request)
        for what, names in (("unusable", answering.unusable), ("dropped", answering.dropped)):
            if names:
                said[what] = list(names)
        if moved is not None:
            said["idle_advance"] = moved.describe()
        if kind.delivered and waiting.tells_to_wait(world, delivery):
            said |= waiting.tell(world, bound, request, delivery)
        _record(world, bound, request, delivery, fault, kind, said)
    return delivery


def _with_headers(reply: Reply, bound: BoundApi, world: World, call: Call) -> Reply:
    """Return a reply with what its vendor puts on every answer."""
    if bound.api.headers is no_headers:
        return reply
    return replace(reply, headers={**bound.api.headers(world, call), **reply.headers})


def _record(
    world: World,
    bound: BoundApi,
    request: ParsedRequest,
    delivery: Delivery,
    fault: Fault,
    kind: FaultKind,
    said: dict[str, object],
) -> None:
    sent, bug = request.sent, delivery.bug
    journal.record(
        world,
        "exchange",
        simulator=bound.simulator,
        operation=request.operation.id if request.operation else None,
        method=sent.method,
        path=sent.path,
        query=sent.sent_query,
        request_headers=dict(sent.headers),
        request_body=sent.raw or None,
        status=delivery.status or None,
        reply_headers=dict(delivery.headers) if delivery.status else None,
        reply_body=delivery.body or None,
        fault=fault.kind or None,
        fault_id=fault.id or None,
        delivered=int(kind.delivered),
        base_url=sent.base_url,
        note={"bug": f"{type(bug).__name__}: {bug}"} if bug else said or None,
    )
