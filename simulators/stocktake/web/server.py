"""The socket: uvicorn with a protocol that can cut a connection."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .switchboard import ABORT, Switchboard


class CuttingProtocol(HttpToolsProtocol):
    """Offers the app to cut the connection: raising or returning early would send a 500 instead."""

    def on_message_begin(self) -> None:
        """Put the way to cut this connection into the scope."""
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: self._abort}  # type: ignore[dict-item]  # our own

    def _abort(self) -> None:
        # uvicorn learns of the loss one loop turn later, and would take the silence for a bug.
        self.cycle.disconnected = True
        self.transport.abort()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; OSError when the address is taken. Port 0 picks a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    bound.listen(2048)
    return bound


def serve(app: Switchboard, bound: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve until a signal ends it; `ready` is called when requests are answered."""
    _server(app, ready).run(sockets=bound)


@contextmanager
def beside(app: Switchboard, bound: list[socket.socket]) -> Iterator[Any]:
    """Serve in a thread of its own while the block runs; yields the server's event loop."""
    import asyncio

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


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn says more than that a connection held by a fault is cut."""
    return "graceful shutdown exceeded" not in str(record.msg)


def _server(app: Switchboard, ready: Callable[[], None]) -> _Server:
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    config = uvicorn.Config(
        app,
        http=CuttingProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,  # `Date` is the world's
        server_header=False,
        # uvicorn's 5 s are less than a busy machine or an engine takes between two requests, and
        # one that is sent just as we close would be lost. nginx waits as long.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return _Server(config, ready)
