"""The socket: uvicorn on the sockets that it is given, until a signal or the block ends it."""

import asyncio
import functools
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from . import descriptors
from .listeners import Listener
from .listeners import bind as bind
from .protocol import CuttingProtocol
from .switchboard import Switchboard

_GRACE_S = 1  # for requests under way, once the server is to end
_LONGEST_END_S = 5.0  # then the process ends, whatever holds it
_HANDSHAKE_S = 10.0  # of TLS
_GOODBYE_S = 5.0  # until a client has answered the end of TLS
_ENDING = (signal.SIGTERM, signal.SIGINT)

_log = logging.getLogger("stocktake")


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: Switchboard, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._host = app.host
        self._ready = ready
        self._listening: list[socket.socket] = []
        self._added: dict[int, asyncio.Server] = {}  # by port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().set_exception_handler(_on_loop_error)
        await super().startup(sockets)
        self._listening = sockets or []
        for listener in self._host.listeners:
            self.servers.append(await self._listen(listener))
        self._ready()
        self._host.courier.own_ports |= {listener.port for listener in self._host.listeners}
        self._host.serving = self

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._host.serving = None
        self._host.interceptors.clear()
        for port in self._added:
            self._host.port_worlds.pop(port, None)
        await super().shutdown(sockets)

    async def add(self, listener: Listener) -> None:
        self._added[listener.port] = server = await self._listen(listener)
        self.servers.append(server)
        self._host.courier.own_ports |= {listener.port}

    def remove(self, port: int) -> None:
        server = self._added.pop(port)
        server.close()
        self.servers.remove(server)
        self._host.courier.own_ports -= {port}
        for connection in list(self.server_state.connections):
            assert isinstance(connection, CuttingProtocol)
            if connection.server is not None and connection.server[1] == port:
                connection.transport.abort()

    async def _listen(self, listener: Listener) -> asyncio.Server:
        # uvicorn's own options for TLS are for all sockets of a server.
        make = functools.partial(
            listener.protocol,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        is_secure = listener.context is not None
        return await asyncio.get_running_loop().create_server(
            make,
            sock=listener.socket,
            backlog=self.config.backlog,
            ssl=listener.context,
            ssl_handshake_timeout=_HANDSHAKE_S if is_secure else None,
            ssl_shutdown_timeout=_GOODBYE_S if is_secure else None,
        )

    async def on_tick(self, counter: int) -> bool:
        if not self.should_exit:
            for each in self._listening[:1]:
                descriptors.look(each.fileno())
        return await super().on_tick(counter)


def serve(app: Switchboard, bound: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until a signal ends it; `ready` is called when requests are answered."""
    server = _server(app, ready)
    if hasattr(signal, "pthread_sigmask"):
        # A thread waits for signals: it hears them while a request keeps the main thread busy.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        threading.Thread(target=_end_on_signal, args=(server,), daemon=True).start()
    server.run(sockets=bound)


@contextmanager
def beside(app: Switchboard, bound: list[socket.socket]) -> Iterator[Any]:
    """Serve in a thread of its own while the block runs; yields the server's event loop."""
    loops: list[asyncio.AbstractEventLoop] = []
    started = threading.Event()

    def ready() -> None:
        loops.append(asyncio.get_running_loop())
        started.set()

    server = _server(app, ready)
    thread = threading.Thread(target=server.run, kwargs={"sockets": bound}, daemon=True)
    thread.start()
    if not started.wait(10):
        raise RuntimeError("the server did not start")
    try:
        yield loops[0]
    finally:
        server.should_exit = True
        thread.join(10)


def _end_on_signal(server: _Server) -> None:
    """End the server at a signal, and the process if that does not."""
    signal.sigwait(_ENDING)
    server.should_exit = True
    threading.Event().wait(_LONGEST_END_S)
    _log.error("ended by force: a request has kept the process for %g s", _LONGEST_END_S)
    os._exit(1)


def _on_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, OSError) and descriptors.is_shortage(error):
        descriptors.say(error)
    else:
        loop.default_exception_handler(context)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn says more than that a connection held by a fault is cut."""
    return "graceful shutdown exceeded" not in str(record.msg)


def _server(app: Switchboard, ready: Callable[[], None]) -> _Server:
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    limits = app.host.limits
    config = uvicorn.Config(
        app,
        http=functools.partial(CuttingProtocol, limits=limits),  # type: ignore[arg-type]  # it is called
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,  # `Date` is the world's
        server_header=False,
        proxy_headers=False,  # the switchboard looks for the one that matters
        timeout_keep_alive=limits.keep_alive_s,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return _Server(config, app, ready)
