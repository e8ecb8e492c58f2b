"""The one ASGI app: finds the world and the Api that a request is for, and delivers the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any

from stocktake.core import clock
from stocktake.core.errors import NotFound
from stocktake.core.simulator import Call

from .addresses import Address, address_of
from .control import CONTROL, answer_control, record_attempt, refuse
from .documents import nearest
from .exchange import Pause, exchange
from .host import DEFAULT, Host
from .replies import Delivery, render

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_log = logging.getLogger("stocktake")

ABORT = "stocktake.abort"  # the extension of the scope that cuts the connection
PAUSE = "stocktake.pause"  # the extension that sleeps instead of the event loop


class Switchboard:
    """`/w/<world>/<api>/…` or `/<api>/…` for the default world; `/_sim` is the control plane.

    Clients that drop the path of their base URL find an Api under its host label too
    (`<api>.localhost`, `<world>.<api>.localhost`), or on a port of its own (`Host.ports`).
    """

    def __init__(self, host: Host) -> None:
        self.host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the ASGI protocol; one under way when the server ends is cut."""
        assert scope["type"] == "http"
        try:
            host, call = self.host, _call(scope, await _read(receive))
            pause: Pause = scope["extensions"].get(PAUSE, clock.pause)
            address, addressed = self._address(call, scope)
            world = host.worlds.get(address.world)
            if world is None:
                delivery = await self._nowhere(address, addressed)
            elif address.api == CONTROL.name:
                delivery = await answer_control(host, world, addressed)
            elif address.api in host.apis:
                bound = host.apis[address.api]
                delivery = await exchange(world, bound, addressed, pause=pause, hold_s=host.hold_s)
            else:
                known = ", ".join(f"/{name}" for name in [*host.apis, CONTROL.name])
                delivery = self._not_found(f"nothing at /{address.api}; here are {known}")
            if delivery.kills and host.on_kill is not None:
                host.on_kill(address.world)
            if address.world in host.worlds:
                await host.courier.after_request(host.worlds[address.world])
            if delivery.bug is not None:
                host.bugs.append(delivery.bug)
                _log.error("a handler failed: %s %s", call.method, call.path, exc_info=delivery.bug)
            await self._deliver(delivery, scope, receive, send)
        except asyncio.CancelledError:
            scope["extensions"][ABORT]()

    async def _deliver(
        self, delivery: Delivery, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Send as much of an answer as is delivered, after its silence."""
        if delivery.hold_s and self.host.listens:
            pause: Pause = scope["extensions"].get(PAUSE, clock.pause)
            await _hold(pause(delivery.hold_s), receive)
        if not delivery.cut or delivery.arrives is not None:
            await _send(send, delivery)
        if delivery.cut:
            scope["extensions"][ABORT]()

    def _address(self, call: Call, scope: Scope) -> tuple[Address, Call]:
        """Return where a request wants to go, and the call as it is there."""
        port = (scope.get("server") or ("", None))[1]
        own = self.host.ports.get(port or 0, "")
        found = address_of(call.headers.get("host", ""), call.path, port_api=own)
        return found, replace(call, base_url=f"{call.base_url}{found.prefix}", path=found.path)

    async def _nowhere(self, address: Address, call: Call) -> Delivery:
        """Refuse a request to a world that there is not."""
        if address.api == CONTROL.name:
            await record_attempt(self.host, None, call, status=404)
        hint = nearest(address.world, self.host.worlds)
        return self._not_found(f"there is no world {address.world!r}{hint}")

    def _not_found(self, message: str) -> Delivery:
        now = self.host.worlds[DEFAULT].clock.read()
        return Delivery(*render(refuse(NotFound(message)), now))


def _call(scope: Scope, raw: bytes) -> Call:
    headers: dict[str, str] = {}
    for name_bytes, value_bytes in scope["headers"]:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    host, port = (scope.get("server") or ("localhost", None))[:2]
    origin = headers.get("host") or (f"{host}:{port}" if port else host)
    return Call(
        method=scope["method"],
        path=scope["path"],
        sent_query=scope["query_string"].decode("latin-1"),
        headers=headers,
        raw=raw,
        base_url=f"{scope['scheme']}://{origin}",
    )


async def _hold(silence: Awaitable[None], receive: Receive) -> None:
    """Wait in silence, until the client is gone: nobody waits for it then."""
    held, left = asyncio.ensure_future(silence), asyncio.ensure_future(receive())
    try:
        await asyncio.wait([held, left], return_when=asyncio.FIRST_COMPLETED)
    finally:
        held.cancel()
        left.cancel()


async def _send(send: Send, delivery: Delivery) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in delivery.headers]
    await send({"type": "http.response.start", "status": delivery.status, "headers": headers})
    body = delivery.body if delivery.arrives is None else delivery.body[: delivery.arrives]
    await send({"type": "http.response.body", "body": body, "more_body": delivery.cut})


async def _read(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)
