"""Where a request goes: the world and the Api that its host label and its path name."""

import functools
import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import NamedTuple

DEFAULT = "default"
"""The world at the root."""
CONTROL_PLANE = "_sim"


# RFC 3986: a name, an IPv4 address or an IPv6 one in brackets, and a port.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(?::([0-9]{0,5}))?")


class Address(NamedTuple):
    """A world, an Api or the control plane, what is before the Api's own path, and that path."""

    world: str
    api: str
    prefix: str
    path: str


def address_of(
    host: str, path: str, *, port_api: str = "", vendor_api: str = "", port_world: str = ""
) -> Address:
    """Read an address: by path, by host label, by the Api that has this port or this host name.

    `host` may carry a port; `path` is decoded. Under a vendor's own host (`vendor_api`) a path is
    the vendor's alone. A port that belongs to a world (`port_world`) leads to vendors' hosts only.
    """
    labels = host_name(host).split(".")
    named = labels[:-1] if labels[-1] == "localhost" else []
    world, prefix, rest = _split_world(path)
    if port_world or (vendor_api and not port_api):
        return Address(port_world or DEFAULT, vendor_api, "", path)
    if port_api:
        return Address(world, port_api, prefix, rest)
    if named:
        return Address(named[0] if len(named) == 2 else world, named[-1], prefix, rest)
    segment, _, inner = rest.lstrip("/").partition("/")
    if segment == CONTROL_PLANE:
        return Address(world, CONTROL_PLANE, prefix, rest)
    return Address(world, segment, f"{prefix}/{segment}", f"/{inner}")


@functools.lru_cache(maxsize=256)
def host_name(host: str) -> str:
    """Return the name in a Host header: lower case, without port, brackets and the last dot.

    Empty where the header is broken: no name, two of them, a port that there cannot be.
    """
    found = _HOST.fullmatch(host)
    if found is None or int(found[2] or 0) > 65_535:
        return ""
    name = found[1].lower().strip("[]")
    if found[1].startswith("[") and not _is_address(name):
        return ""
    return name.removesuffix(".")


def is_own(name: str, names: Collection[str]) -> bool:
    """Say whether a host's name means this machine: loopback, or one of these."""
    if name == "localhost" or name.endswith(".localhost") or name in names:
        return True
    return _is_address(name) and ip_address(name).is_loopback


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _split_world(path: str) -> tuple[str, str, str]:
    if path.startswith("/w/"):
        name, _, rest = path.removeprefix("/w/").partition("/")
        return name, f"/w/{name}", f"/{rest}"
    return DEFAULT, "", path
