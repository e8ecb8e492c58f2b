"""An HTTP proxy that leads to the fakes: CONNECT and absolute URLs of vendors' hosts.

TLS is ended for vendors' hosts and for nothing else. A host that is let through gets its bytes
unread; every other one is refused, in one line on stderr.
"""

import asyncio
import difflib
import logging
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httptools

from .addresses import host_name
from .limits import Limits
from .protocol import CuttingProtocol
from .tls import Tls, TlsProtocol
from .vendor_hosts import VendorHosts

_CONNECT = b"CONNECT"
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_PLAIN, _SECURE = 80, 443
_HANDSHAKE_S, _GOODBYE_S, _DIAL_S = 10.0, 5.0, 20.0
_PART = 65_536

_log = logging.getLogger("stocktake")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where the proxy leads, what it lets through unread, and how often it has refused a host."""

    hosts: VendorHosts
    tls: Tls
    limits: Limits
    allowed: frozenset[str] = frozenset()
    refused: Counter[str] = field(default_factory=Counter)

    def refuse(self, name: str, port: int) -> str:
        """Count a refusal, say it once for each host on stderr, and return its sentence."""
        self.refused[name] += 1
        help_ = f"--allow-host {name} lets it through"
        if self.refused[name] == 1:
            close = difflib.get_close_matches(name, list(self.hosts), n=1, cutoff=0.8)
            hint = f"; did you mean {close[0]}?" if close else ""
            said = f"stocktake: refused {name}:{port}, which is not simulated; {help_}{hint}"
            _log.warning("%s", said)
        return f"Not simulated by Stocktake ({help_})"


@dataclass(frozen=True, slots=True)
class Interceptor:
    """A proxy and a port of TLS; both belong to one world and know vendors' own hosts only."""

    world: str
    proxy_port: int
    tls_port: int
    proxy: Proxy


class ProxyProtocol(CuttingProtocol):
    """One connection of a client to the proxy, until it becomes a tunnel or is refused."""

    def __init__(self, *given: Any, proxy: Proxy, **named: Any) -> None:
        super().__init__(*given, limits=proxy.limits, **named)
        self._proxy = proxy
        self._turned_away = False
        self._forwarded: _Forwarded | None = None

    def on_headers_complete(self) -> None:
        """Go on with a request for a vendor; the head of any other is the last that is read."""
        method, target = self.parser.get_method(), self.url
        if method == _CONNECT:
            self._in_head = False  # handle_websocket_upgrade comes next
            return
        if target.startswith((b"http://", b"https://")) and not self._take_absolute(method):
            self._in_head = False
            self._turned_away = True
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep the body of a request that goes on to another host."""
        if self._forwarded is not None:
            self._forwarded.body += body
        elif not self._turned_away:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Send on a request to another host."""
        if self._forwarded is not None:
            self._spawn(self._forward(self._forwarded))
        elif not self._turned_away:
            super().on_message_complete()

    def _should_upgrade(self) -> bool:
        # uvicorn asks this of an upgrade to WebSocket, and the parser takes CONNECT for one.
        return self.parser.get_method() == _CONNECT

    def handle_websocket_upgrade(self) -> None:
        """Answer CONNECT: uvicorn's hook for a connection that changes its protocol."""
        self._discards = True
        name, port = _authority(self.url, _SECURE)
        if self._proxy.hosts.knows(name):
            self.connections.discard(self)
            self.transport.write(_ESTABLISHED)
            if port == _PLAIN:
                self._speak_plainly()
            else:
                self._spawn(self._begin_tls())
        elif name in self._proxy.allowed:
            self.connections.discard(self)
            self._spawn(self._let_through(name, port))
        else:
            self._turn_away(name, port)

    def _take_absolute(self, method: bytes) -> bool:
        """Read `GET https://host/path` as the host itself would be asked; False for no vendor's."""
        url = httptools.parse_url(self.url)
        secure = url.schema == b"https"
        authority = (url.host or b"") + (b":%d" % url.port if url.port else b"")
        name, port = _authority(authority, _SECURE if secure else _PLAIN)
        kept = [(n, v) for n, v in self.headers if n != b"host" and not n.startswith(b"proxy-")]
        self.headers[:] = [(b"host", authority), *kept]
        path = (url.path or b"/") + (b"?" + url.query if url.query else b"")
        if self._proxy.hosts.knows(name):
            self.url = path
            self.scope["scheme"] = "https" if secure else "http"
            return True
        if name in self._proxy.allowed:
            self._forwarded = _Forwarded(name, port, secure, method, path, self.headers)
        else:
            self._turn_away(name, port)
        return False

    def _turn_away(self, name: str, port: int) -> None:
        sentence = self._proxy.refuse(name, port)
        self._discards = True
        self.transport.write(_refusal(HTTPStatus.FORBIDDEN, sentence))
        self.transport.close()

    def _speak_plainly(self) -> None:
        inner = CuttingProtocol(**self._given(), limits=self._proxy.limits)
        self.transport.set_protocol(inner)
        inner.connection_made(self.transport)

    async def _begin_tls(self) -> None:
        inner = _TunnelProtocol(**self._given(), limits=self._proxy.limits, tls=self._proxy.tls)
        try:
            secured = await self.loop.start_tls(
                self.transport, inner, self._proxy.tls.context, server_side=True,
                ssl_handshake_timeout=_HANDSHAKE_S, ssl_shutdown_timeout=_GOODBYE_S,
            )  # fmt: skip
        except (OSError, TimeoutError):  # Tls.given_up tells of it in the end
            self.transport.abort()
            return
        if secured is None:
            self.transport.abort()
        else:
            inner.begin(secured)

    async def _let_through(self, name: str, port: int) -> None:
        """Carry bytes between the client and a host, both ways."""
        there = _Pipe(self.transport)
        try:
            async with asyncio.timeout(_DIAL_S):
                far, _ = await self.loop.create_connection(lambda: there, name, port)
        except (OSError, TimeoutError) as error:
            self.transport.write(_refusal(HTTPStatus.BAD_GATEWAY, f"{name}:{port}: {error}"))
            self.transport.close()
            return
        self.transport.write(_ESTABLISHED)
        self.transport.set_protocol(_Pipe(far))

    async def _forward(self, sent: "_Forwarded") -> None:
        """Send a request on to a host that is let through, and its answer back, as it comes."""
        self._discards = True
        try:
            async with asyncio.timeout(_DIAL_S):
                reader, writer = await asyncio.open_connection(
                    sent.name, sent.port, ssl=sent.is_secure or None
                )
            writer.write(sent.spelt())
            while part := await reader.read(_PART):
                self.transport.write(part)
            writer.close()
        except (OSError, TimeoutError) as error:
            self.transport.write(_refusal(HTTPStatus.BAD_GATEWAY, f"{sent.name}: {error}"))
        self.transport.close()

    def _given(self) -> dict[str, Any]:
        return {
            "config": self.config, "server_state": self.server_state, "app_state": self.app_state,
            "_loop": self.loop,
        }  # fmt: skip

    def _spawn(self, coroutine: Any) -> None:
        task = self.loop.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


class _TunnelProtocol(TlsProtocol):
    """Inside a tunnel; the first request may come before `start_tls` has returned."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._early = bytearray()
        self._is_lost = False

    def begin(self, transport: asyncio.Transport) -> None:
        """Go on with what has come by now."""
        if self._is_lost:
            transport.abort()
            return
        self.connection_made(transport)
        if self._early:
            self.data_received(bytes(self._early))

    def data_received(self, data: bytes) -> None:
        """Keep what comes before the transport is known."""
        if self.transport is None:
            self._early += data
        else:
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Know of an end before the beginning."""
        self._is_lost = True
        if self.transport is not None:
            super().connection_lost(exc)


class _Pipe(asyncio.Protocol):
    """Gives what it gets to another transport."""

    def __init__(self, other: asyncio.Transport) -> None:
        self._other = other

    def data_received(self, data: bytes) -> None:
        if not self._other.is_closing():
            self._other.write(data)

    def pause_writing(self) -> None:
        """Take no more from the other side than this one reads."""
        self._other.pause_reading()

    def resume_writing(self) -> None:
        """Go on."""
        self._other.resume_reading()

    def connection_lost(self, _exc: Exception | None) -> None:
        self._other.close()


@dataclass(slots=True)
class _Forwarded:
    """A request by absolute URL for a host that is let through."""

    name: str
    port: int
    is_secure: bool
    method: bytes
    path: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytearray = field(default_factory=bytearray)

    def spelt(self) -> bytes:
        """Return it as the host itself is asked, with a body of known length."""
        hop = (b"connection", b"transfer-encoding", b"content-length", b"expect", b"keep-alive")
        lines = [b"%s %s HTTP/1.1" % (self.method, self.path)]
        lines += [b"%s: %s" % (name, value) for name, value in self.headers if name not in hop]
        if self.body:
            lines.append(b"content-length: %d" % len(self.body))
        return b"\r\n".join([*lines, b"connection: close", b"", bytes(self.body)])


def _authority(text: bytes, default: int) -> tuple[str, int]:
    """Return the name and the port of `host:port`."""
    named = text.decode("latin-1")
    port = named.rpartition(":")[2] if not named.endswith("]") and ":" in named else ""
    return host_name(named), int(port) if port.isdecimal() else default


def _refusal(status: HTTPStatus, sentence: str) -> bytes:
    """Return an answer whose reason phrase is the sentence, for clients that show nothing else."""
    reason = sentence.encode("ascii", "replace").replace(b"\r", b" ").replace(b"\n", b" ")
    head = b"HTTP/1.1 %d %s\r\ncontent-type: text/plain\r\n" % (status.value, reason)
    length = len(reason) + 1
    return head + b"content-length: %d\r\nconnection: close\r\n\r\n%s\n" % (length, reason)
