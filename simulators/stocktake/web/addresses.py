"""Where a request goes: the world and the Api that its host label and its path name."""

from dataclasses import dataclass

DEFAULT = "default"
"""The world at the root."""
CONTROL_PLANE = "_sim"


@dataclass(frozen=True, slots=True)
class Address:
    """A world, an Api or the control plane, what is before the Api's own path, and that path."""

    world: str
    api: str
    prefix: str
    path: str


def address_of(host: str, path: str, *, port_api: str = "") -> Address:
    """Read an address: by path, by host label, or by the Api that has this port.

    `host` may carry a port; `path` is decoded.
    """
    labels = host.partition(":")[0].lower().split(".")
    named = labels[:-1] if labels[-1] == "localhost" else []
    world, prefix, rest = _split_world(path)
    if port_api:
        return Address(world, port_api, prefix, rest)
    if named:
        return Address(named[0] if len(named) == 2 else world, named[-1], prefix, rest)
    segment, _, inner = rest.lstrip("/").partition("/")
    if segment == CONTROL_PLANE:
        return Address(world, CONTROL_PLANE, prefix, rest)
    return Address(world, segment, f"{prefix}/{segment}", f"/{inner}")


def _split_world(path: str) -> tuple[str, str, str]:
    if path.startswith("/w/"):
        name, _, rest = path.removeprefix("/w/").partition("/")
        return name, f"/w/{name}", f"/{rest}"
    return DEFAULT, "", path
