"""The Exchange: one request and its reply as one turn of a world, its journal row included."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import orjson

from simulators.core import faults, journal
from simulators.core.clock import to_datetime
from simulators.core.errors import Bug, Malformed, Refusal
from simulators.core.faults import Fault
from simulators.core.simulator import Call, Reply
from simulators.core.world import World

from . import bodies
from .app import Compiled, InHand, checked
from .operations import Operation, is_json

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the socket (or the in-process driver) does in the end: send the answer, or cut the
    connection.
    """

    status: int
    headers: Headers
    body: bytes
    cut: bool = False
    bug: BaseException | None = None


async def exchange(world: World, simulator: str, compiled: Compiled, call: Call) -> Delivery:
    """Answer one request in one turn; waits for the world's turn without holding a thread."""
    prepared = prepare(compiled, call)
    async with world.queue:
        with world.turn():
            return await _take_turn(world, simulator, compiled, prepared)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as far as it can be read without a world: decoded, normalized, its operation
    named.
    """

    sent: Call
    call: Call
    operation: Operation | None
    path_values: dict[str, str]
    refusal: Refusal | None


def prepare(compiled: Compiled, sent: Call) -> Prepared:
    """Read a request without a world; what is wrong with it stands in the result, to be said in
    its turn.
    """
    call, refusal = sent, None
    query = tuple(parse_qsl(sent.sent_query, keep_blank_values=True))
    try:
        call = replace(sent, query=query, fields=bodies.decode(sent.headers, sent.raw))
    except Malformed as malformed:
        call, refusal = replace(sent, query=query), malformed
    call = compiled.api.normalize(call)
    try:
        operation, values = compiled.table.find(call.method, call.path)
    except Refusal as no_route:
        return Prepared(sent, call, None, {}, no_route)
    return Prepared(sent, call, operation, values, refusal)


async def _take_turn(
    world: World, simulator: str, compiled: Compiled, prepared: Prepared
) -> Delivery:
    operation = prepared.operation
    fault = faults.draw(world, simulator, operation.id) if operation else None
    bug: BaseException | None = None
    if fault is not None and fault.kind in ("status", "lost_request"):
        reply = _instead(compiled, fault)
    else:
        reply, bug = await _answer(world, compiled, prepared)
    delivery = _finish(world, reply, fault, bug)
    _record(world, simulator, prepared, delivery, fault)
    return delivery


def _instead(compiled: Compiled, fault: Fault) -> Reply:
    if fault.kind == "lost_request":
        return Reply(status=0)
    status, body = fault.arguments["status"], fault.arguments["body"]
    if body:
        return Reply(status, body, media_type=fault.arguments["media_type"])
    refusal = Refusal("a planted failure")
    refusal.status = status
    return replace(compiled.api.refuse(refusal), status=status)


async def _answer(
    world: World, compiled: Compiled, prepared: Prepared
) -> tuple[Reply, BaseException | None]:
    api, operation = compiled.api, prepared.operation
    try:
        try:
            if operation is None:
                assert prepared.refusal is not None
                raise prepared.refusal
            with world.attempt():
                return await compiled.run(_in_hand(world, compiled, prepared, operation)), None
        except Refusal as refusal:
            reply = api.refuse(refusal)
            return (checked(operation, reply) if operation else reply), None
    except Exception as bug:
        return api.refuse(Bug(f"{type(bug).__name__}: {bug}")), bug


def _in_hand(world: World, compiled: Compiled, prepared: Prepared, operation: Operation) -> InHand:
    def authenticate(call: Call) -> Any:
        account = compiled.api.authenticate(world, call)
        if (
            prepared.refusal is not None
        ):  # a body that cannot be read matters only to a known caller
            raise prepared.refusal
        return account

    return InHand(
        api=compiled.api,
        call=prepared.call,
        operation=operation,
        path_values=prepared.path_values,
        authenticate=authenticate,
        subject=lambda call: (world, call),
    )


def _finish(world: World, reply: Reply, fault: Fault | None, bug: BaseException | None) -> Delivery:
    status, headers, body = render(reply, world.now)
    cut = fault is not None and fault.kind in ("lost_request", "lost_reply")
    return Delivery(status, headers, body, cut=cut, bug=bug)


def render(reply: Reply, now: int) -> tuple[int, Headers, bytes]:
    """Return a reply as status, headers and bytes; `Date` is the world's."""
    if reply.data is None:
        body = b""
    elif isinstance(reply.data, bytes):
        body = reply.data
    elif is_json(reply.media_type):
        body = orjson.dumps(reply.data)
    else:
        body = str(reply.data).encode()
    headers: dict[str, str] = {"Date": to_datetime(now).strftime("%a, %d %b %Y %H:%M:%S GMT")}
    if body or reply.status not in (204, 304):
        headers["Content-Length"] = str(len(body))
    if body:
        headers["Content-Type"] = reply.media_type
    headers |= reply.headers
    return reply.status, tuple(headers.items()), body


def _record(
    world: World, simulator: str, prepared: Prepared, delivery: Delivery, fault: Fault | None
) -> None:
    sent = prepared.sent
    journal.record(
        world,
        "exchange",
        simulator=simulator,
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
        delivered=int(not delivery.cut),
        base_url=sent.base_url,
        note={"bug": f"{type(delivery.bug).__name__}: {delivery.bug}"} if delivery.bug else None,
    )
