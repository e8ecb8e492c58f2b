"""The one ASGI app: finds the world and the Api that a request is for, and delivers what comes
back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from simulators.core.errors import NotFound
from simulators.core.simulator import Call

from .control import answer_control, refuse
from .documents import nearest
from .exchange import Pause, exchange
from .replies import Delivery, render

if TYPE_CHECKING:
    from .sandbox import Sandbox

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ABORT = "stocktake.abort"  # the extension of the scope that cuts the connection
PAUSE = "stocktake.pause"  # the extension that sleeps instead of the event loop
CONTROL = "_sim"


class Switchboard:
    """`/w/<world>/<api>/…` or `/<api>/…` for the default world; `/_sim` is the control plane."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the ASGI protocol."""
        assert scope["type"] == "http"
        # Real seconds, outside of any turn: a fault asked for them.
        pause: Pause = scope["extensions"].get(PAUSE, asyncio.sleep)  # noqa: TID251  # see above
        delivery = await self.answer(_call(scope, await _read(receive)), pause=pause)
        if delivery.bug is not None:
            self.sandbox.bugs.append(delivery.bug)
        if delivery.hold_s:
            await pause(delivery.hold_s)
        if not delivery.cut or delivery.arrives is not None:
            await _send(send, delivery)
        if delivery.cut:
            scope["extensions"][ABORT]()

    async def answer(self, call: Call, *, pause: Pause) -> Delivery:
        """Return the answer to a call whose path is still whole."""
        world_name, prefix, path = _split_world(call.path)
        segment, _, rest = path.lstrip("/").partition("/")
        here = _at(call, f"{call.base_url}{prefix}", path)
        world = self.sandbox.worlds.get(world_name)
        if world is None:
            known = nearest(world_name, self.sandbox.worlds)
            return self._no(NotFound(f"there is no world {world_name!r}{known}"))
        if segment == CONTROL:
            return await answer_control(self.sandbox, world_name, here)
        if segment in self.sandbox.apis:
            its_own = _at(call, f"{here.base_url}/{segment}", f"/{rest}")
            try:
                return await exchange(
                    world, self.sandbox.apis[segment], its_own,
                    pause=pause, hold_s=self.sandbox.hold_s,
                )  # fmt: skip
            except NotFound as gone:  # the world, deleted while this request waited for its turn
                return self._no(gone)
        known = ", ".join(f"/{name}" for name in [*self.sandbox.apis, CONTROL])
        return self._no(NotFound(f"nothing at /{segment}; here are {known}"))

    def _no(self, refusal: NotFound) -> Delivery:
        now = self.sandbox.worlds["default"].clock.read()
        return Delivery(*render(refuse(refusal), now))


def _split_world(path: str) -> tuple[str, str, str]:
    if path.startswith("/w/"):
        name, _, rest = path.removeprefix("/w/").partition("/")
        return name, f"/w/{name}", f"/{rest}"
    return "default", "", path


def _at(call: Call, base_url: str, path: str) -> Call:
    return Call(
        method=call.method,
        path=path,
        sent_query=call.sent_query,
        headers=call.headers,
        raw=call.raw,
        base_url=base_url,
    )


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
