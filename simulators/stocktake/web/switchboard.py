"""The one ASGI app: finds the world and the Api that a request is for, and delivers the answer."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from stocktake.core import clock
from stocktake.core.errors import NotFound
from stocktake.core.simulator import Call

from .control import CONTROL, answer_control, refuse
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


@dataclass(frozen=True, slots=True)
class _Address:
    """Where a request goes: a world, an Api (or the control plane), and the call as it is there."""

    world: str
    api: str
    call: Call


class Switchboard:
    """`/w/<world>/<api>/…` or `/<api>/…` for the default world; `/_sim` is the control plane.

    Clients that drop the path of their base URL find an Api under its host label too
    (`<api>.localhost`, `<world>.<api>.localhost`), or on a port of its own (`Host.ports`).
    """

    def __init__(self, host: Host) -> None:
        self.host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the ASGI protocol."""
        assert scope["type"] == "http"
        host, call = self.host, _call(scope, await _read(receive))
        pause: Pause = scope["extensions"].get(PAUSE, clock.pause)
        address = self._address(call, scope)
        world = host.worlds.get(address.world)
        if world is None:
            hint = nearest(address.world, host.worlds)
            delivery = self._not_found(f"there is no world {address.world!r}{hint}")
        elif address.api == CONTROL.name:
            delivery = await answer_control(host, world, address.call)
        elif address.api in host.apis:
            bound = host.apis[address.api]
            delivery = await exchange(world, bound, address.call, pause=pause, hold_s=host.hold_s)
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
        if delivery.hold_s:
            await pause(delivery.hold_s)
        if not delivery.cut or delivery.arrives is not None:
            await _send(send, delivery)
        if delivery.cut:
            scope["extensions"][ABORT]()

    def _address(self, call: Call, scope: Scope) -> _Address:
        """Read where a request wants to go: by path, by host label, or by a port of its own."""
        port = (scope.get("server") or ("", None))[1]
        labels = call.headers.get("host", "").partition(":")[0].lower().split(".")
        named = labels[:-1] if labels[-1] == "localhost" else []
        world, prefix, path = _split_world(call.path)
        if port in self.host.ports:
            return _Address(world, self.host.ports[port], _at(call, prefix, path))
        if named:
            if len(named) == 2:
                world = named[0]
            return _Address(world, ".".join(named[-1:]), _at(call, prefix, path))
        segment, _, rest = path.lstrip("/").partition("/")
        if segment == CONTROL.name:
            return _Address(world, CONTROL.name, _at(call, prefix, path))
        return _Address(world, segment, _at(call, f"{prefix}/{segment}", f"/{rest}"))

    def _not_found(self, message: str) -> Delivery:
        now = self.host.worlds[DEFAULT].clock.read()
        return Delivery(*render(refuse(NotFound(message)), now))


def _split_world(path: str) -> tuple[str, str, str]:
    if path.startswith("/w/"):
        name, _, rest = path.removeprefix("/w/").partition("/")
        return name, f"/w/{name}", f"/{rest}"
    return DEFAULT, "", path


def _at(call: Call, prefix: str, path: str) -> Call:
    return replace(call, base_url=f"{call.base_url}{prefix}", path=path)


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
