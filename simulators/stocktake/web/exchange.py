"""The Exchange: one request and its reply as one turn of a world, its journal row included."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from stocktake.core import faults, jobs, journal
from stocktake.core.errors import Bug, Refusal
from stocktake.core.faults import Fault
from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World

from . import strikes
from .app import Compiled, InHand, checked
from .operations import Operation
from .replies import Delivery, render
from .requests import Prepared, near_miss, prepare

Pause = Callable[[float], Awaitable[None]]


async def exchange(
    world: World, compiled: Compiled, call: Call, *, pause: Pause, hold_s: float
) -> Delivery:
    """Answer one request in one turn of its own; waits for the turn without holding a thread.

    `pause` sleeps real seconds, `hold_s` is how long a `timeout` holds the connection.
    """
    prepared = prepare(compiled, call)
    async with world.queue:
        fault = _draw(world, compiled, prepared)
    if fault is not None and fault.arguments.get("wall_ms"):
        await pause(fault.arguments["wall_ms"] / 1000)
    async with world.queue:
        strikes.before(world, fault)
        bugs = [o.bug for o in jobs.run_due(world, world.clock.read()) if o.bug]
        delivery = await _take_turn(world, compiled, prepared, fault)
        if fault is not None and fault.kind == "duplicate":
            second = await _take_turn(world, compiled, prepared, fault)
            delivery = second if fault.arguments["reply"] == "second" else delivery
    if bugs:
        delivery = replace(delivery, bug=bugs[0])
    return strikes.after(delivery, fault, hold_s=hold_s)


def _draw(world: World, compiled: Compiled, prepared: Prepared) -> Fault | None:
    if prepared.operation is None:
        return None
    return faults.draw(world, compiled.simulator, prepared.operation.id)


async def _take_turn(
    world: World, compiled: Compiled, prepared: Prepared, fault: Fault | None
) -> Delivery:
    bug: BaseException | None = None
    with world.turn():
        reply = strikes.instead(compiled.api, fault)
        if reply is None:
            with strikes.inside(world, prepared.operation, fault) as seen:
                reply, bug = await _answer(seen, compiled, prepared, fault)
        delivery = Delivery(*render(reply, world.now), bug=bug)
        _record(world, compiled, prepared, delivery, fault)
    return delivery


async def _answer(
    world: World, compiled: Compiled, prepared: Prepared, fault: Fault | None
) -> tuple[Reply, BaseException | None]:
    api, operation = compiled.api, prepared.operation
    try:
        try:
            if operation is None:
                assert prepared.refusal is not None
                raise prepared.refusal
            too_soon = api.limit(world, prepared.call)
            if too_soon is not None:
                raise too_soon
            with world.attempt():
                hand = _in_hand(world, compiled, prepared, operation, fault)
                return await compiled.run(hand), None
        except Refusal as refusal:
            reply = api.refuse(refusal)
            return (checked(operation, reply) if operation else reply), None
    except Exception as bug:
        return api.refuse(Bug(f"{type(bug).__name__}: {bug}")), bug


def _in_hand(
    world: World, compiled: Compiled, prepared: Prepared, operation: Operation, fault: Fault | None
) -> InHand:
    def authenticate(call: Call) -> Any:
        account = compiled.api.authenticate(world, call)
        # A body that cannot be read matters only to a known caller.
        if prepared.refusal is not None:
            raise prepared.refusal
        return account

    hand = InHand(
        api=compiled.api,
        call=prepared.call,
        operation=operation,
        path_values=prepared.path_values,
        authenticate=authenticate,
        subject=lambda call: (world, call),
    )
    if fault is not None and fault.kind == "poison":
        hand.look_at_page = strikes.Poisoned(fault.arguments["key"], fault.arguments["row"])
    if fault is not None and fault.kind == "partial_success":
        hand.call = replace(hand.call, spoiled=fault.arguments["rows"])
    return hand


def _record(
    world: World,
    compiled: Compiled,
    prepared: Prepared,
    delivery: Delivery,
    fault: Fault | None,
) -> None:
    sent, bug = prepared.sent, delivery.bug
    journal.record(
        world,
        "exchange",
        simulator=compiled.simulator,
        operation=prepared.operation.id if prepared.operation else None,
        method=sent.method,
        path=sent.path,
        query=sent.sent_query,
        request_headers=dict(sent.headers),
        request_body=sent.raw or None,
        status=delivery.status or None,
        reply_headers=dict(delivery.headers) if delivery.status else None,
        reply_body=delivery.body or None,
        fault=fault.kind if fault else None,
        delivered=int(strikes.delivered(fault)),
        base_url=sent.base_url,
        note={"bug": f"{type(bug).__name__}: {bug}"}
        if bug
        else near_miss(world, compiled, prepared) or None,
    )
