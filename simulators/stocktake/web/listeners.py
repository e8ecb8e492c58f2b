"""Sockets that the server serves beside the plain ones: by TLS, or as a proxy."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening socket and the protocol of its connections; with a context they begin by TLS.

    `protocol` takes what uvicorn gives to a protocol: `config`, `server_state`, `app_state`.
    """

    socket: socket.socket
    protocol: Callable[..., asyncio.Protocol]
    context: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.socket.getsockname()[1])


class Serving(Protocol):
    """A server that runs: sockets come and go while it does."""

    async def add(self, listener: Listener) -> None:
        """Serve a socket more."""

    def remove(self, port: int) -> None:
        """Close the socket of a port that was added, and cut its connections."""


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
