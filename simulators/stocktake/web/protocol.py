"""uvicorn's protocol, with bounds, and with what a ClientConnection tells and does."""

import asyncio
import contextvars
import functools
import logging
import re
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from stocktake.core import clock

from . import descriptors
from .at_once import ENDED, begin, give_way, go_on
from .client_connection import CONNECTION, Headers
from .limits import Limits

_HIGH_WATER = 64 * 1024  # bytes of an answer that wait here, as uvicorn and asyncio have it
_TLS_HANDSHAKE = b"\x16"  # the first byte of a client that speaks TLS
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*(?=\r\n|\Z)", re.IGNORECASE)
_LINGER_S = 2.0  # so long a refused upload is thrown away, for its client to see the answer

_log = logging.getLogger("stocktake")
_said_plain: set[int | None] = set()


_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+")  # a header's, in lower case
_BROKEN = re.compile(r"[^\t\x20-\x7e\x80-\xff]")  # what no header may hold
_NOT_PLAIN = ("connection", "transfer-encoding", "content-length")


@functools.lru_cache(maxsize=1024)  # most answers begin as another one did
def plain_head(status: int, headers: Headers, length: int) -> bytes | None:
    """Return the head of an answer as uvicorn writes it; None for one that is not plain.

    A plain one says how long its body is, and nothing about its connection.
    """
    lines, said = [], None
    for name, value in headers:
        name = name.lower()
        if name == "content-length" and said is None:
            said = value
        elif name in _NOT_PLAIN or not _NAME.fullmatch(name):
            return None
        lines.append(f"{name}: {value}")
    if said != str(length) or _BROKEN.search("".join(lines)):
        return None
    return STATUS_LINE[status] + "\r\n".join([*lines, "\r\n"]).encode("latin-1")


class CuttingProtocol(HttpToolsProtocol):
    """Offers the app the connection of its request, and ends those of clients that say no more."""

    def __init__(self, *given: Any, limits: Limits, **named: Any) -> None:
        super().__init__(*given, **named)
        self.limits = limits
        # Where the client stopped reading: not every byte of an answer has left this process.
        self.is_stuck = False
        self.closed = asyncio.Event()
        self.has_failed = False
        self._under_way: list[RequestResponseCycle] = []
        self._in_head = False
        self._head_size = 0
        self._heard = self._since = 0.0  # loop time of the last byte, and of the head's first
        self._watch: asyncio.TimerHandle | None = None
        self._discards = False
        self._is_reading = self._is_idle = False
        self._come: tuple[RequestResponseCycle, Any] | None = None  # waits for its body to be read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Bound how long a client may say nothing at all."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=_HIGH_WATER, low=0)
        self._be_idle()
        descriptors.look(transport.get_extra_info("socket").fileno())

    def connection_lost(self, exc: Exception | None) -> None:
        """Let every request of this connection know, not only the one that came last."""
        super().connection_lost(exc)
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
        # A client that ends TLS without a goodbye of its own has had the answer all the same.
        self.has_failed = exc is not None and self.scheme != "https"
        self.closed.set()
        if self._watch is not None:
            self._watch.cancel()
        for cycle in self._unanswered():
            cycle.disconnected = True
            cycle.message_event.set()

    def data_received(self, data: bytes) -> None:
        """Take what a client sends, and watch it while it owes us the rest."""
        if self._discards:
            return
        if self.headers is None and data[:1] == _TLS_HANDSHAKE and self.scheme == "http":
            self._turn_away_tls()
            return
        self._heard = self.loop.time()
        if not self._in_head:
            self._since = self._heard
        self._is_reading = True
        super().data_received(self._without_upgrade(data))
        self._is_reading = False
        if self._in_head:
            self._head_size += len(data)
            if self._head_size > self.limits.max_head:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        cycle = self.cycle
        owes_nothing = cycle and not (self._in_head or cycle.more_body or cycle.response_complete)
        if self._watch is None and not owes_nothing:
            self._look()
        if self._come is not None:
            come, self._come = self._come, None
            self._answer(*come)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Keep a request until all that has come of it is read: uvicorn's hook.

        What comes behind it on the same connection is answered in a task as it always was, so that
        no number of requests in one packet piles up calls.
        """
        if self._is_reading and self._come is None:
            self._come = (cycle, app)
        else:
            super()._start_asgi_task(cycle, app)

    def _answer(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Answer a request that has come whole at once; in a task if it must wait for anything."""
        if cycle.more_body:
            super()._start_asgi_task(cycle, app)
            return
        context, answering = contextvars.copy_context(), cycle.run_asgi(app)
        waits_for = context.run(begin, answering)
        if waits_for is not ENDED:
            task = self.loop.create_task(go_on(answering, waits_for), context=context)
            task.add_done_callback(self.tasks.discard)
            self.tasks.add(task)

    def _without_upgrade(self, data: bytes) -> bytes:
        """Leave out an offer to speak another protocol, as every server may (RFC 9110, 7.8).

        Java's HttpClient offers HTTP/2 in each request; httptools takes no body behind an offer.
        """
        if not self._in_head and self.cycle is not None and self.cycle.more_body:
            return data
        end = data.find(b"\r\n\r\n")
        head = data if end < 0 else data[:end]
        found = _UPGRADE.search(head) if b"\r\nupgrade:" in head.lower() else None
        return data[: found.start()] + data[found.end() :] if found else data

    def on_message_begin(self) -> None:
        """Begin to count the bytes of a head."""
        super().on_message_begin()
        self._in_head, self._head_size = True, 0

    def on_headers_complete(self) -> None:
        """Put the connection into the scope of the request, whose app begins after this."""
        super().on_headers_complete()
        self._in_head = False
        if self._under_way and self._under_way[-1].response_complete:
            self._under_way.clear()  # they are answered in order
        self._under_way.append(self.cycle)
        connection = SocketConnection(self, self.cycle)
        self.scope["extensions"] = {CONNECTION: connection}  # type: ignore[dict-item]  # our own

    def on_response_complete(self) -> None:
        """Begin to wait for what the client owes behind a request that has been answered."""
        self._heard = self._since = self.loop.time()
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._be_idle()

    # uvicorn sets a timer behind each answer and cancels it at each request. Here one timer stays,
    # and looks at its end for how long nothing has been said.

    def _be_idle(self) -> None:
        self._is_idle, self._heard = True, self.loop.time()
        if self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _unset_keepalive_if_required(self) -> None:
        """Note that the client has said something."""
        self._is_idle = False

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that has been idle for so long; look again later at any other."""
        self.timeout_keep_alive_task = None
        due = self._heard + self.timeout_keep_alive
        if not self._is_idle:
            return  # the next answer begins anew
        if due <= self.loop.time():
            super().timeout_keep_alive_handler()
        else:
            self.timeout_keep_alive_task = self.loop.call_at(due, self.timeout_keep_alive_handler)

    def pause_writing(self) -> None:
        """Note that bytes of an answer wait for the client."""
        super().pause_writing()
        self.is_stuck = True

    def resume_writing(self) -> None:
        """Note that none waits any more."""
        super().resume_writing()
        self.is_stuck = False

    def discard(self, cycle: RequestResponseCycle) -> None:
        """Read no more; what still comes is thrown away until the connection closes."""
        self._discards = True
        cycle.keep_alive = False
        cycle.transport = _Lingering(self.transport, self.loop)  # type: ignore[assignment]  # in its place

    def _unanswered(self) -> list[RequestResponseCycle]:
        return [cycle for cycle in self._under_way if not cycle.response_complete]

    def _due(self) -> float | None:
        """Return the loop time by which the client must have said more; None: it owes nothing."""
        first = next(iter(self._unanswered()), None)
        if self.transport.is_closing() or self._discards:
            return None
        if first is not None and first.more_body and not self.flow.read_paused:
            return self._heard + self.limits.silence_s
        if first is not None:  # it waits for us; what comes behind its request is watched later
            owes = self._in_head or self.cycle.more_body
            return self.loop.time() + self.limits.head_s if owes else None
        return None if self._is_idle and not self._in_head else self._since + self.limits.head_s

    def _look(self) -> None:
        due = self._due()
        if due is None:
            self._watch = None
        elif due > self.loop.time():
            self._watch = self.loop.call_at(due, self._look)
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _turn_away_tls(self) -> None:
        """Say once for a port why its client gets nothing, and close."""
        _, port = self.server or ("", None)
        if port not in _said_plain:
            _said_plain.add(port)
            _log.warning(
                "stocktake: a client speaks TLS to the plain port %s; start with --tls, and use the"
                " https:// URL that is printed then",
                port,
            )
        self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer in the place of the app, and close."""
        text = f"{status.phrase}\n".encode()
        head = f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: text/plain\r\n"
        head += f"content-length: {len(text)}\r\nconnection: close\r\n\r\n"
        self.transport.write(head.encode() + text)
        self.transport.close()


class SocketConnection:
    """The ClientConnection of one request on a socket."""

    __slots__ = ("_cycle", "_protocol")

    def __init__(self, protocol: CuttingProtocol, cycle: RequestResponseCycle) -> None:
        self._protocol = protocol
        self._cycle = cycle

    def cut(self) -> None:
        """Close it at once, whatever has been sent."""
        # uvicorn learns of the loss one loop turn later, and would take the silence for a bug.
        self._cycle.disconnected = True
        self._protocol.transport.abort()

    def is_gone(self) -> bool:
        """Say whether the client has closed it, as far as that is known by now."""
        return self._cycle.disconnected or self._protocol.transport.is_closing()

    def come(self, most: int) -> bytes | None:
        """Return the whole body if it is here by now and has at most so many bytes."""
        cycle = self._cycle
        waits = cycle.more_body or cycle.waiting_for_100_continue or cycle.disconnected
        if waits or len(cycle.body) > most:
            return None
        cycle.message_event.clear()
        body, cycle.body = bytes(cycle.body), bytearray()
        return body

    async def go_on_as_task(self) -> None:
        """Have the rest of the request run as a task, for what asks who it is (timeouts)."""
        if asyncio.current_task() is None:
            await give_way()

    def unread(self) -> tuple[bytes, bool]:
        """Return what of the body came before the client left, and whether that was all of it."""
        return bytes(self._cycle.body), not self._cycle.more_body

    def send_whole(self, status: int, headers: Headers, body: bytes) -> bool:
        """Send a plain answer in one write; False where ASGI must do it, and nothing was sent.

        Plain is one that keeps the connection, to a client that reads and has been told nothing
        yet: its bytes are those that uvicorn would send (a test compares them).
        """
        cycle, protocol = self._cycle, self._protocol
        busy = cycle.response_started or cycle.disconnected or protocol.flow.write_paused
        if busy or not cycle.keep_alive or cycle.default_headers:
            return False
        head = plain_head(status, headers, len(body)) if cycle.scope["method"] != "HEAD" else None
        if head is None:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.transport.write(head + body)
        cycle.message_event.set()
        cycle.on_response()
        return True

    def stop_reading(self) -> None:
        """Throw away what the client still sends, and close after the answer."""
        self._protocol.discard(self._cycle)

    def has_left(self) -> bool:
        """Whether an answer has left this process already."""
        protocol = self._protocol
        waits = protocol.flow.write_paused or protocol.transport.is_closing()
        return not (waits or protocol.is_stuck or protocol.has_failed)

    async def is_delivered(self) -> bool:
        """Wait until an answer has left this process; False where the client left before.

        One that stands still for as long as a client may be silent is given up.
        """
        protocol, flow = self._protocol, self._protocol.flow
        await self.go_on_as_task()
        while flow.write_paused:
            left = protocol.transport.get_write_buffer_size()
            try:
                async with asyncio.timeout(protocol.limits.silence_s):
                    await flow.drain()
            except TimeoutError:
                if protocol.transport.get_write_buffer_size() >= left:
                    self.cut()
                    return False
        if protocol.transport.is_closing():
            if self._cycle.keep_alive:
                return False  # nobody here has closed it
            try:
                async with asyncio.timeout(protocol.limits.silence_s):
                    await protocol.closed.wait()
            except TimeoutError:
                self.cut()
                return False
        return not protocol.is_stuck and not protocol.has_failed

    async def pause(self, seconds: float) -> None:
        """Wait for real seconds."""
        await clock.pause(seconds)


class _Lingering:
    """A transport whose `close` lets the client read the answer before its upload is cut off."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def close(self) -> None:
        if self._transport.can_write_eof() and not self._transport.is_closing():
            self._transport.write_eof()
        self._loop.call_later(_LINGER_S, self._transport.abort)
