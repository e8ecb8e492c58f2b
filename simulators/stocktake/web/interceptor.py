"""TLS beside a host's plain sockets, and the interceptors through which programs come unchanged."""

import functools
import socket
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from . import tls as tls_
from .host import Host
from .listeners import Listener, bind
from .proxy import Interceptor, Proxy, ProxyProtocol
from .tls import Tls, TlsProtocol

HOURS = 7 * 24
"""How long an authority is valid."""
_numbers = count(1)


def certificate_names(host: Host, address: str) -> list[str]:
    """Return the names that a client may reach this host by: its own, and those of the vendors."""
    own = ["localhost", "127.0.0.1", "::1", address, *sorted(host.names)]
    # One by one: strict clients refuse a certificate with a wildcard of a top-level name.
    labels = [f"{api}.localhost" for api in host.apis]
    return list(dict.fromkeys(name for name in [*own, *labels, *host.vendor_hosts] if name))


def make_authority(host: Host, address: str, folder: Path) -> Tls:
    """Give a host a new authority and its certificate; ExtraMissing where none can be made.

    A key is in `folder` only for the moment in which it is read.
    """
    made = tls_.make_certificate(certificate_names(host, address), hours=HOURS)
    host.tls, host.authority = tls_.from_certificate(made, folder), made.authority
    return host.tls


def listen_with_tls(host: Host, tls: Tls, address: str, port: int) -> int:
    """Add a port of TLS that answers as the plain one does; OSError when it is taken."""
    listener = _secure(host, tls, bind(address, port))
    host.listeners.append(listener)
    return listener.port


def intercept(host: Host, tls: Tls, world: str, *, allowed: Iterable[str] = ()) -> Interceptor:
    """Add an interceptor of a world, on free ports of this machine, before a server begins."""
    made, listeners = _made(host, tls, world, allowed)
    host.listeners += listeners
    return made


async def open_interceptor(host: Host, world: str, allowed: Iterable[str]) -> int:
    """Open an interceptor of a world while a server runs, and return its number.

    RuntimeError where none runs; ExtraMissing where no certificate can be made.
    """
    if host.serving is None:
        raise RuntimeError("an interceptor needs a server: open it while one listens")
    if not host.authority:
        with tempfile.TemporaryDirectory(prefix="stocktake-") as folder:
            make_authority(host, "127.0.0.1", Path(folder))
    assert host.tls is not None
    made, listeners = _made(host, host.tls, world, allowed)
    for listener in listeners:
        await host.serving.add(listener)
    number = next(_numbers)
    host.interceptors[number] = made
    return number


def close_interceptor(host: Host, number: int) -> Interceptor:
    """Close the ports of an interceptor and cut its connections; KeyError for none."""
    gone = host.interceptors.pop(number)
    for port in (gone.proxy_port, gone.tls_port):
        if host.serving is not None:
            host.serving.remove(port)
        host.port_worlds.pop(port, None)
    return gone


def _made(
    host: Host, tls: Tls, world: str, allowed: Iterable[str]
) -> tuple[Interceptor, list[Listener]]:
    proxy = Proxy(host.vendor_hosts, tls, host.limits, frozenset(name.lower() for name in allowed))
    protocol = functools.partial(ProxyProtocol, proxy=proxy)
    plain, secure = (
        Listener(bind("127.0.0.1", 0), protocol),
        _secure(host, tls, bind("127.0.0.1", 0)),
    )
    made = Interceptor(world, plain.port, secure.port, proxy)
    host.port_worlds |= {made.proxy_port: world, made.tls_port: world}
    return made, [plain, secure]


def _secure(host: Host, tls: Tls, bound: socket.socket) -> Listener:
    return Listener(bound, functools.partial(TlsProtocol, tls=tls, limits=host.limits), tls.context)
