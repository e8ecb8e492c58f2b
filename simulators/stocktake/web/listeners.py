"""Sockets that the server serves beside the plain ones: by TLS, or as a proxy."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening socket and the protocol of its connections; with a context they begin by TLS.

    `protocol` takes what uvicorn gives to a protocol: `config`, `server_state`, `app_state`.
    """

    socket: socket.socket
    protocol: Callable[..., asyncio.Protocol]
    context: ssl.SSLContext | None = None
