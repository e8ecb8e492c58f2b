"""`intercepting()`: vendors' own hosts lead to a world while a block runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from stocktake.core.errors import NotFound

from . import here as this_process
from .child_environment import Interception


class Intercepting(Protocol):
    """What opens and closes the interceptors of a world: a Control."""

    @property
    def root(self) -> str: ...

    @property
    def env(self) -> dict[str, str]: ...

    def in_world(self, name: str) -> Intercepting:
        """Return the same of another world."""

    def open_interceptor(self, *, allow_hosts: Sequence[str] = ()) -> dict[str, Any]:
        """Open one."""

    def close_interceptor(self, interceptor_id: int) -> dict[str, Any]:
        """Close it."""


@contextmanager
def intercepting(
    self: Intercepting,
    world: str | None = None,
    *,
    allow_hosts: Sequence[str] = (),
    here: bool = True,
) -> Iterator[dict[str, str]]:
    """Lead vendors' own hosts to this world, or `world`, while the block runs.

    Yields the variables for programs that are started meanwhile. `here`: this process is led too,
    with all its threads; clients that it made before may not trust our certificate. Hosts that are
    not simulated are refused, but for `allow_hosts`. The server must run on this machine and have
    the extra `tls`.
    """
    control: Intercepting = self if world is None else self.in_world(world)
    _check_is_near(control.root)
    opened = control.open_interceptor(allow_hosts=allow_hosts)
    try:
        with tempfile.TemporaryDirectory(prefix="stocktake-") as folder:
            by = Interception.of(opened)
            led = _environment(by, Path(folder))
            with this_process.led(by, led) if here else nullcontext():
                yield {**control.env, **led}
    finally:
        with suppress(NotFound, ConnectionError):  # it has gone with its world, or its server
            control.close_interceptor(opened["id"])


def _environment(by: Interception, folder: Path) -> dict[str, str]:
    try:
        return by.environment(this_process.parent(), folder)
    except ImportError:
        raise RuntimeError("trust stores need a package: pip install 'stocktake[tls]'") from None


def _check_is_near(root: str) -> None:
    """Raise RuntimeError for a server on another machine: its interceptors are on that one."""
    name = urlsplit(root).hostname or "localhost"
    try:
        address = ip_address(name)
        is_near = address.is_loopback or address.is_unspecified
    except ValueError:
        is_near = name == "localhost" or name.endswith(".localhost")
    if not is_near:
        raise RuntimeError(
            f"interceptors of {name} are on that machine alone: run your program there with"
            " `stocktake exec --intercept`, or lead it by names (docs/interception.md#names)"
        )
