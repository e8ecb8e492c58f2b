"""The Host: the worlds of a process and all that serves them, in one place.

The switchboard and the control plane work on it; a Sandbox is one for tests.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stocktake.core import initial
from stocktake.core.call import Call
from stocktake.core.config import WorldConfig, WorldSettings
from stocktake.core.simulator import Simulator
from stocktake.core.world import World

from . import COMPILED
from .addresses import DEFAULT as DEFAULT
from .bound_apis import BoundApis
from .courier import Courier
from .limits import DEFAULT_LIMITS, Limits
from .listeners import Listener, Serving
from .pages import Pages
from .replies import Delivery
from .vendor_hosts import VendorHosts

if TYPE_CHECKING:
    from .proxy import Interceptor
    from .tls import Tls

_MOST_QUESTIONS = 2  # as many threads of a hostile question may go on when it is given up


class Host:
    """Worlds by name, one of them `default`, and the simulators that answer for them.

    `settings` are the fields of a WorldConfig for the default world and those made later; with `db`
    the default world lives in that file. `token` is what the control plane asks for, `hold_s` how
    long a planted timeout holds a connection, `lane` how requests cross the border. `ports` says
    which Api has a port of its own, `port_worlds` which ports belong to one world and know vendors'
    own hosts only, `vendor_hosts` which Api those are; `listeners` are sockets that are served
    besides, by TLS or as a proxy, and `serving` takes more of them while a server runs;
    `interceptors` are those that were opened so. `authority` is the PEM of the throw-away authority
    behind `tls`, empty while there is none. `names` are those by which the control plane may be
    called besides localhost: this machine's, those of `allow_hosts`, and where it listens. `limits`
    bound connections; no more questions in SQL run at once than `questions` has places. `bugs` are
    those that requests met. `pages` makes what stands at `/_sim/ui`, None where nothing does.
    ValueError for settings or a file that cannot be.

    `on_answer` is called with the world, the call and the answer to each request before it is sent.
    A referee sets two hooks. `keeps_watch`: a request that the control plane refuses for want of
    the token gets a journal row. `on_kill` is called with the name of a world, before anything is
    answered, where a planted fault kills the client; None: only the connection is cut.
    """

    serving: Serving | None = None
    tls: Tls | None = None
    authority = b""
    keeps_watch = False
    pages: Pages | None = None
    on_kill: Callable[[str], None] | None = None
    on_answer: Callable[[World, Call, Delivery], None] | None = None

    def __init__(
        self,
        simulators: Sequence[Simulator],
        settings: WorldSettings,
        *,
        db: Path | None = None,
        token: str | None = None,
        hold_s: float = 30.0,
        callback_timeout_s: float = 5.0,
        allow_callback_hosts: Iterable[str] = (),
        lane: str = COMPILED,
        allow_hosts: Iterable[str] = (),
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.simulators = tuple(simulators)
        self.token = token
        self.hold_s = hold_s
        self.lane = lane
        self.ports: dict[int, str] = {}
        self.names = {socket.gethostname().lower(), *(name.lower() for name in allow_hosts)}
        self.limits = limits
        self.questions = asyncio.Semaphore(_MOST_QUESTIONS)
        self.bugs: list[BaseException] = []
        self.courier = Courier(
            timeout_s=callback_timeout_s, hosts=allow_callback_hosts, bugs=self.bugs
        )
        self.apis = BoundApis(self.simulators, lane)
        self.vendor_hosts = VendorHosts(self.apis)
        self.port_worlds: dict[int, str] = {}
        self.listeners: list[Listener] = []
        self.interceptors: dict[int, Interceptor] = {}
        settings = _with_seed_file(settings, self.simulators)
        self.config = WorldConfig(**settings)
        self.worlds: dict[str, World] = {}
        if db is None:
            self.add_world(DEFAULT, {})
        else:
            self._open_default(db, settings)

    @property
    def listens(self) -> bool:
        """Whether requests come from a socket now; in the process of a test they do not."""
        return self.courier.listens

    def add_world(self, name: str, settings: WorldSettings) -> None:
        """Add a world of this host's configuration with these fields changed."""
        settings = _with_seed_file(settings, self.simulators)
        config = self.config.changed(settings)
        self.worlds[name] = initial.initial_world(self.simulators, config, name=name)

    def _open_default(self, db: Path, settings: WorldSettings) -> None:
        world = self.worlds[DEFAULT] = initial.open_file(db, self.simulators, settings)
        found = world.one("SELECT seed, mode, tick, idle FROM world")
        self.config = replace(
            self.config, seed=found["seed"], clock=found["mode"], tick=found["tick"],
            idle_advance=bool(found["idle"]),
        )  # fmt: skip

    def close(self) -> None:
        """Close every world."""
        for world in self.worlds.values():
            world.close()


def _with_seed_file(settings: WorldSettings, simulators: Sequence[Simulator]) -> WorldSettings:
    if settings.get("seed_file") is None:
        return settings
    from .seed_file import with_seed_file  # it brings YAML

    return with_seed_file(settings, simulators)
