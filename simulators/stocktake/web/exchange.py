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
from .operations import Operation
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
            if not fault.kind:  # nothing of faults runs
                moved = waiting.come_back(world, bound, request)
                ran = jobs.run_due(world)
                delivery = await _take_turn(world, bound, request, NO_FAULT, NO_KIND, moved)
        if fault.kind:
            delivery, moved, ran = await _struck(world, bound, request, fault, pause, hold_s)
    except (sqlite3.Error, Unavailable) as error:
        return _unavailable(world, bound, error)
    if moved is None and not ran:
        return delivery
    bugs = [outcome.bug for outcome in (*(moved.outcomes if moved else ()), *ran) if outcome.bug]
    return delivery._replace(bug=bugs[0]) if bugs else delivery


async def _struck(
    world: World,
    bound: BoundApi,
    request: ParsedRequest,
    fault: Fault,
    pause: Pause,
    hold_s: float,
) -> tuple[Delivery, Moved | None, list[jobs.JobRun]]:
    """Answer a request that a fault strikes; return what happened before it as well."""
    kind = kind_of(fault.kind)
    if seconds := kind.pause_s(fault):
        await pause(seconds)
    async with world.queue:
        moved = waiting.come_back(world, bound, request)
        if (refused := kind.before(world, fault)) is not None:
            faults.refuse(world, fault, refused)
            fault, kind = NO_FAULT, NO_KIND
        ran = jobs.run_due(world)
        delivery = await _take_turn(world, bound, request, fault, kind, moved)
        if kind.twice is not None:
            second = await _take_turn(world, bound, request, fault, kind)
            delivery = kind.twice(delivery, second, fault)
    return kind.after(delivery, fault, hold_s), moved, ran


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
    """Answer in one turn: reply and journal row are kept together, or nothing is."""
    operation, answering = request.operation, world
    with world.turn():
        if operation is None:
            assert request.refusal is not None, "a request means an operation or is refused"
            reply, bug = bound.refuse(request.refusal)
        elif fault.kind:
            reply, bug, answering = await _answer_spoiled(world, bound, request, fault, kind)
        else:
            reply, bug = await bound.answer(_context(world, bound, request, operation))
        if bound.api.headers is not no_headers:  # what its vendor puts on every answer
            own = bound.api.headers(world, request.call)
            reply = replace(reply, headers={**own, **reply.headers})
        status, headers, body = render(reply, world.now)
        if request.sent.method == "HEAD":  # what GET answers, without its body (RFC 9110, 9.3.2)
            body = b""
        delivery = Delivery(status, headers, body, bug=bug, turn=world.number)
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


def _context(
    world: World, bound: BoundApi, request: ParsedRequest, operation: Operation
) -> RequestContext:
    return RequestContext(
        api=bound.api, operation=operation, call=request.call, path_values=request.path_values,
        unreadable=request.refusal, first=(world,), attempt=world.attempt,
    )  # fmt: skip


async def _answer_spoiled(
    world: World, bound: BoundApi, request: ParsedRequest, fault: Fault, kind: FaultKind
) -> tuple[Reply, Exception | None, World]:
    """Return the reply to a request that a fault strikes, its bug, and the world that answered."""
    operation, answering = request.operation, world
    assert operation is not None, "faults strike operations"
    instead = kind.instead(bound.api, fault)
    if instead is not None:
        return instead, None, world
    try:
        with kind.inside(world, request.call, operation, fault) as (answering, call):
            context = _context(answering, bound, request, operation)
            context.call, context.fault, context.kind = call, fault, kind
            return *await bound.answer(context), answering
    except Exception as error:  # a kind that does not fit what the vendor's document says
        return *bound.bug(error), answering


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
        request_headers=sent.headers,
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
