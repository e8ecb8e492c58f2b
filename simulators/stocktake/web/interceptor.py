"""TLS beside a host's plain sockets, and the interceptors through which programs come unchanged."""

import functools
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from . import server
from .host import Host
from .listeners import Listener
from .proxy import Proxy, ProxyProtocol
from .tls import Tls, TlsProtocol


@dataclass(frozen=True, slots=True)
class Interceptor:
    """A proxy and a port of TLS; both belong to one world and know vendors' own hosts only."""

    proxy_port: int
    tls_port: int
    proxy: Proxy


def certificate_names(host: Host, address: str) -> list[str]:
    """Return the names that a client may reach this host by: its own, and those of the vendors."""
    own = ["localhost", "127.0.0.1", "::1", address, *sorted(host.names)]
    # One by one: strict clients refuse a certificate with a wildcard of a top-level name.
    labels = [f"{api}.localhost" for api in host.apis]
    return list(dict.fromkeys(name for name in [*own, *labels, *host.vendor_hosts] if name))


def listen_with_tls(host: Host, tls: Tls, address: str, port: int) -> int:
    """Add a port of TLS that answers as the plain one does; OSError when it is taken."""
    bound = server.bind(address, port)
    _add_tls(host, tls, bound)
    return _port_of(bound)


def intercept(host: Host, tls: Tls, world: str, *, allowed: Iterable[str] = ()) -> Interceptor:
    """Add an interceptor of a world, on free ports of this machine."""
    names = frozenset(name.lower() for name in allowed)
    proxy = Proxy(host.vendor_hosts, tls, host.limits, names)
    for_proxy, for_tls = (server.bind("127.0.0.1", 0) for _ in range(2))
    protocol = functools.partial(ProxyProtocol, proxy=proxy)
    host.listeners.append(Listener(for_proxy, protocol))
    _add_tls(host, tls, for_tls)
    found = Interceptor(_port_of(for_proxy), _port_of(for_tls), proxy)
    host.port_worlds |= {found.proxy_port: world, found.tls_port: world}
    return found


def _add_tls(host: Host, tls: Tls, bound: socket.socket) -> None:
    protocol = functools.partial(TlsProtocol, tls=tls, limits=host.limits)
    host.listeners.append(Listener(bound, protocol, tls.context))


def _port_of(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])
