"""The one ASGI app: finds the world and the Api that a request is for, and delivers the answer."""

import asyncio
import functools
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

from stocktake.core import journal
from stocktake.core.call import NO_CALL, Call, Reply
from stocktake.core.errors import NotFound, Refusal, TooLarge
from stocktake.core.world import World

from . import CONNEXION
from .addresses import CONTROL_PLANE, Address, address_of, host_name
from .client_connection import CONNECTION, Body, ClientConnection, Receive, read_body
from .documents import nearest
from .exchange import exchange
from .host import DEFAULT, Host
from .limits import MIB
from .pages import answer_page, is_page, root_reply
from .published import asks_for_document, published
from .replies import Delivery, render

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_LOOPBACK = ("127.0.0.1", "::1")

_log = logging.getLogger("stocktake")


class Switchboard:
    """`/w/<world>/<api>/…` or `/<api>/…` for the default world; `/_sim` is the control plane.

    Clients that drop the path of their base URL find an Api under its host label too
    (`<api>.localhost`, `<world>.<api>.localhost`), or on a port of its own (`Host.ports`); and all
    find it under the vendor's own host (`Api.hosts`), where nothing else answers.
    """

    def __init__(self, host: Host) -> None:
        self.host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the ASGI protocol; one under way when the server ends is cut."""
        assert scope["type"] == "http"
        host, connection = self.host, scope["extensions"][CONNECTION]
        try:
            address, call, refusal = self._read_head(scope, connection)
            body = await self._read_body(address, call, receive, connection)
            world = host.worlds.get(address.world)
            if not body.is_whole:
                await self._note_half(world, address, call, body)
                connection.cut()
                return
            if body.raw:
                call = call.but(raw=body.raw)
            refusal = refusal or (self._too_long() if body.is_too_long else None)
            if address.api == CONTROL_PLANE or host.lane == CONNEXION:  # they ask for their task
                await connection.go_on_as_task()
            if world is None or address.api not in host.apis or asks_for_document(address, call):
                delivery = await self._answer_itself(world, address, call, refusal)
            else:
                api, pause = host.apis[address.api], connection.pause
                delivery = await exchange(
                    world, api, call, refusal=refusal, pause=pause, hold_s=host.hold_s
                )
            if host.on_answer is not None and world is not None:
                host.on_answer(world, call, delivery)
            generation = world.generation if world is not None else 0
            if delivery.kills or delivery.bug is not None or host.has_callbacks(address.world):
                await self._follow_up(address, call, delivery)
            if body.is_too_long:
                connection.stop_reading()
            arrived = await self._deliver(delivery, connection, receive, send)
            if not arrived and world is not None:
                await _note_undelivered(world, delivery, generation)
        except asyncio.CancelledError:
            connection.cut()

    async def _answer_itself(
        self, world: World | None, address: Address, call: Call, refusal: Refusal | None
    ) -> Delivery:
        """Answer what is for no Api: the control plane, the console, a document, or nobody."""
        if world is None:
            return await self._nowhere(address, call, refusal)
        if address.api == CONTROL_PLANE:
            if refusal is None and is_page(call.path):
                return await self._page(call)
            delivery: Delivery = await _control().answer_control(
                self.host, world, call, refusal=refusal
            )
            return delivery
        if refusal is None and address.api in self.host.apis:
            return self._document(world, address)
        return self._nothing_there(address, call, refusal)

    # What arrives

    def _read_head(
        self, scope: Scope, connection: ClientConnection
    ) -> tuple[Address, Call, Refusal | None]:
        """Return where a request wants to go, the call as it is there, and what is wrong."""
        headers = _headers(scope)
        own_name, port = (scope.get("server") or ("localhost", None))[:2]
        named = headers.get("host", "")
        # Only HTTP/1.0, and a test in the process, may leave it out.
        is_broken = not host_name(named) and ("host" in headers or _wants_host(scope))
        if is_broken or not named:
            named = f"{own_name}:{port}" if port else own_name
        port_world = self.host.port_worlds.get(port or 0, "")
        address = address_of(
            named,
            scope["path"],
            port_api=self.host.ports.get(port or 0, ""),
            vendor_api=self.host.vendor_hosts.find(host_name(named), scope["path"]),
            port_world=port_world,
        )
        call = NO_CALL.but(
            method=scope["method"],
            path=address.path,
            sent_query=scope["query_string"].decode("latin-1"),
            headers=headers,
            base_url=f"{_scheme(scope, headers)}://{named}{address.prefix}",
            is_gone=connection.is_gone,
        )
        refusal: Refusal | None = Refusal("the Host header is broken") if is_broken else None
        if not address.api and port_world and refusal is None:
            refusal = NotFound(f"{host_name(named)} is no vendor's host, and nothing else is here")
        if address.api == CONTROL_PLANE and not is_broken:
            refusal = _control().refusal_at_door(self.host, headers, reached_at=own_name)
        return address, call, refusal

    async def _read_body(
        self, address: Address, call: Call, receive: Receive, connection: ClientConnection
    ) -> Body:
        limits = self.host.limits
        if (come := connection.come(limits.max_body)) is not None:
            return Body(come, len(come))
        declared = call.headers.get("content-length", "")
        is_database = (call.method, call.path) == ("PUT", f"/{CONTROL_PLANE}/database")
        trusted = is_database and address.api == CONTROL_PLANE
        trusted = trusted and _control().has_token(self.host, call)
        return await read_body(
            receive,
            connection,
            declared=int(declared) if declared.isdecimal() else None,
            most=max(limits.max_body, limits.max_database) if trusted else limits.max_body,
        )

    def _too_long(self) -> Refusal:
        most = self.host.limits.max_body / MIB
        return TooLarge(f"the body is longer than {most:g} MiB (`serve --max-body` takes more)")

    async def _note_half(
        self, world: World | None, address: Address, call: Call, body: Body
    ) -> None:
        """Write the journal row of a request that did not arrive whole: it never happened."""
        simulator: str | None = CONTROL_PLANE
        if address.api != CONTROL_PLANE:
            known = self.host.apis.get(address.api)
            simulator = known.simulator if known is not None else None
        if world is None or simulator is None or world.queue.gone:
            return
        declared = call.headers.get("content-length", "")
        of = {"of": int(declared)} if declared.isdecimal() else {}
        with suppress(NotFound, sqlite3.Error):  # a full disk tells the next request
            async with world.queue:
                with world.turn(tick=False):
                    journal.record(
                        world, "not_received", simulator=simulator, method=call.method,
                        path=call.path, query=call.sent_query, request_headers=dict(call.headers),
                        delivered=0, base_url=call.base_url, note={"bytes": body.size, **of},
                    )  # fmt: skip

    # What is sent

    async def _follow_up(self, address: Address, call: Call, delivery: Delivery) -> None:
        """Do what an answer brings about besides, before it is sent."""
        host = self.host
        if delivery.kills and host.on_kill is not None:
            host.on_kill(address.world)
        if address.world in host.worlds:
            await host.courier.after_request(host.worlds[address.world])
        if delivery.bug is not None:
            host.bugs.append(delivery.bug)
            asked = f"{call.method} {call.base_url}{call.path}"
            _log.error("a handler failed: %s", asked, exc_info=delivery.bug)

    async def _deliver(
        self, delivery: Delivery, connection: ClientConnection, receive: Receive, send: Send
    ) -> bool:
        """Send as much of an answer as is delivered, after its silence.

        False where the client left before it had what was to be sent.
        """
        if _sent_whole(delivery, connection):
            return connection.has_left() or await connection.is_delivered()
        if delivery.hold_s and self.host.listens:
            await _hold(connection.pause(delivery.hold_s), receive)
        if not delivery.cut and connection.is_gone():
            return False
        if not delivery.cut or delivery.arrives is not None:
            await _send(send, delivery)
        if delivery.cut:
            connection.cut()
            return True
        return await connection.is_delivered()

    async def _nowhere(self, address: Address, call: Call, refusal: Refusal | None) -> Delivery:
        """Refuse a request to a world that there is not."""
        if address.api == CONTROL_PLANE:
            await _control().record_attempt(self.host, None, call, status=404)
        hint = nearest(address.world, self.host.worlds)
        return self._refused(refusal or NotFound(f"there is no world {address.world!r}{hint}"))

    def _document(self, world: World, address: Address) -> Delivery:
        """Show the document of an Api; that is no exchange with its vendor."""
        document = published(self.host.apis.declared(address.api).document, address.prefix)
        return Delivery(*render(Reply(data=document), world.clock.read()))

    async def _page(self, call: Call) -> Delivery:
        """Answer with a page of the console, or say that there is none."""
        answer = await answer_page(self.host.pages, call, beside=self.host.listens)
        return self._refused(answer) if isinstance(answer, Refusal) else answer

    def _nothing_there(self, address: Address, call: Call, refusal: Refusal | None) -> Delivery:
        """Answer the root of a world, and refuse a request to an Api that there is not."""
        is_root = refusal is None and (address.api, address.path) == ("", "/")
        has_pages = self.host.pages is not None
        reply = root_reply(call, self.host.apis, has_pages=has_pages) if is_root else None
        if reply is not None:
            return Delivery(*render(reply, self.host.worlds[DEFAULT].clock.read()))
        known = ", ".join(f"/{name}" for name in [*self.host.apis, CONTROL_PLANE])
        return self._refused(refusal or NotFound(f"nothing at /{address.api}; here are {known}"))

    def _refused(self, refusal: Refusal) -> Delivery:
        now = self.host.worlds[DEFAULT].clock.read()
        return Delivery(*render(_control().refuse(refusal), now))


@functools.cache
def _control() -> Any:
    """Return the control plane, which many a process never asks: its import costs 50 ms."""
    from . import control

    return control


def _sent_whole(delivery: Delivery, connection: ClientConnection) -> bool:
    """Send an answer in one write; False where it is not a plain one, and nothing was sent."""
    if delivery.cut or delivery.hold_s or connection.is_gone():
        return False
    return connection.send_whole(delivery.status, delivery.headers, delivery.body)


def _headers(scope: Scope) -> dict[str, str]:
    return dict(_read_headers(tuple(scope["headers"])))  # a copy: the one that is kept stays


@functools.lru_cache(maxsize=256)  # a client sends the same headers with each request
def _read_headers(sent: tuple[tuple[bytes, bytes], ...]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name_bytes, value_bytes in sent:
        name, value = name_bytes.decode("latin-1").lower(), value_bytes.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _scheme(scope: Scope, headers: Mapping[str, str]) -> str:
    """Return by which scheme a client asked: a proxy on this machine may say it was https."""
    asked = str(scope["scheme"])
    if "x-forwarded-proto" not in headers or (scope.get("client") or ("",))[0] not in _LOOPBACK:
        return asked
    said = headers["x-forwarded-proto"].rpartition(",")[2].strip()
    return said if said in ("http", "https") else asked


def _wants_host(scope: Scope) -> bool:
    return scope.get("http_version") == "1.1"


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


async def _note_undelivered(world: World, delivery: Delivery, generation: int) -> None:
    """Say in the journal that an answer did not arrive, unless the world was put back meanwhile."""
    if delivery.turn is None or world.queue.gone:
        return
    with suppress(NotFound, sqlite3.Error):
        async with world.queue:
            if world.generation == generation:
                journal.mark_undelivered(world, delivery.turn)
