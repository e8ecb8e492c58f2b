"""The Sandbox: worlds with their simulators listening, in the process of a test or on a socket."""

from __future__ import annotations

import asyncio
import base64
import json as json_module
import socket
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeVar, Unpack
from urllib.parse import unquote, urlencode

from stocktake.core import initial
from stocktake.core.config import WorldConfig, WorldSettings
from stocktake.core.simulator import Simulator
from stocktake.core.world import World

from . import control, server
from .app import Compiled, compile_api
from .courier import Courier
from .switchboard import ABORT, PAUSE, Switchboard

T = TypeVar("T")


class ConnectionCut(Exception):  # noqa: N818  # what the client would see, not an error of ours
    """The connection was cut before an answer came (a planted fault)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an in-process request gets back; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json_module.loads(self.body)


class Sandbox:
    """Worlds and the simulators that answer for them; what a test holds.

    `now` is an ISO 8601 instant, `tick` milliseconds per turn, `clock` manual or flowing,
    `seed_set` documented, catalogue, both or shelf (a few goods of the catalogue), `journal` how
    many rows of it are kept (0: all). `db` is a file that the default world lives in: seeded when
    it is missing, continued when it is there (`seed`, `scale`, `seed_set` and `now` beside it
    are refused: ValueError). `hold_s` is how long a planted `timeout` holds a connection,
    `patience_s` how long the answer to a callback may take, and `allow_callback_hosts` the hosts
    besides this machine that callbacks may go to; without `direct` every request goes through all
    of Connexion's layers. In the process (`request`), or on
    a socket (`with listening()`), not both at once. A context manager: on leaving, a handler's bug
    that any request met is raised.
    """

    def __init__(
        self,
        simulators: Sequence[Simulator],
        *,
        db: str | Path | None = None,
        token: str | None = None,
        hold_s: float = 30.0,
        patience_s: float = 5.0,
        allow_callback_hosts: Iterable[str] = (),
        direct: bool = True,
        **settings: Unpack[WorldSettings],
    ) -> None:
        self.hold_s = hold_s
        self.simulators = tuple(simulators)
        self.token = token
        self.bugs: list[BaseException] = []
        self.apis = _compiled(self.simulators, direct=direct)
        self.config = WorldConfig(**settings)
        if db is None:
            self.worlds = {"default": self.new_world("default", {})}
        else:
            world = initial.open_file(Path(db), self.simulators, settings)
            self.worlds = {"default": world}
            found = world.one("SELECT seed, mode, tick FROM world")
            self.config = replace(
                self.config, seed=found["seed"], clock=found["mode"], tick=found["tick"]
            )
        self.ports: dict[int, str] = {}
        self.courier = Courier(self, patience_s=patience_s, hosts=allow_callback_hosts)
        self.app = Switchboard(self)
        self._loop: asyncio.AbstractEventLoop | None = None

    def new_world(self, name: str, settings: WorldSettings) -> World:
        """Return a world of this sandbox's configuration with these fields changed."""
        image = initial.initial_image(self.simulators, self.config.changed(settings))
        return World(image, self.simulators, name=name)

    @property
    def listens(self) -> bool:
        """Whether requests come from a socket now."""
        return self._loop is not None

    # In the process

    def request(
        self,
        method: str,
        target: str,
        *,
        json: Any = None,
        form: Mapping[str, Any] | Sequence[tuple[str, str]] | None = None,
        multipart: Sequence[tuple[str, str]] | None = None,
        data: bytes = b"",
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Answer:
        """Send a request without a socket; ConnectionCut when a fault cuts it, a handler's bug re-
        raised.
        """
        assert self._loop is None, "this sandbox listens on a socket: send requests there"
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if json is not None:
            data, media = json_module.dumps(json).encode(), "application/json"
        elif form is not None:
            data, media = urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"
        elif multipart is not None:
            data, media = _multipart(multipart), "multipart/form-data; boundary=stocktake"
        else:
            media = ""
        if media:
            sent.setdefault("content-type", media)
        if auth is not None:
            sent["authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        known = len(self.bugs)
        answer = _drive(_asgi(self.app, method, target, sent, data))
        if len(self.bugs) > known:
            raise self.bugs.pop()
        return answer

    def world(self, name: str = "default") -> World:
        """Return a world to look into; only while nothing listens on a socket."""
        assert self._loop is None, "a world belongs to its server's thread: ask /_sim/sql"
        return self.worlds[name]

    # On a socket

    @contextmanager
    def listening(
        self, host: str = "127.0.0.1", port: int = 0, *, port_each: bool = False
    ) -> Iterator[str]:
        """Serve on a socket beside the block; yields the URL. OSError when the address is taken.

        `port_each` gives each Api a port of its own as well: `ports` says which.
        """
        bound = [server.bind(host, port)]
        if port_each:
            bound += self.bind_each(host, port)
        with server.beside(self.app, bound) as loop:
            self._loop = loop
            try:
                yield f"http://{host}:{bound[0].getsockname()[1]}"
            finally:
                self._loop = None
                self.ports = {}
        self.check()

    def serve(self, bound: list[socket.socket], ready: Callable[[], None]) -> None:
        """Serve on these sockets until a signal ends it; `ready` is called once requests are
        answered.
        """

        def begin() -> None:
            self._loop = asyncio.get_running_loop()
            ready()

        server.serve(self.app, bound, begin)

    def bind_each(self, host: str, port: int) -> list[socket.socket]:
        """Return a listening socket for each Api: on the ports after `port`, free ones when it is
        0.

        OSError when an address is taken.
        """
        bound: list[socket.socket] = []
        for number, name in enumerate(self.apis, 1):
            try:
                bound.append(server.bind(host, port + number if port else 0))
            except OSError:
                for taken in bound:
                    taken.close()
                raise
            self.ports[bound[-1].getsockname()[1]] = name
        return bound

    # The control plane, as methods: in the process at once, on a socket in the server's loop.

    def event(self, simulator: str, event: str, *, world: str = "default", **arguments: Any) -> Any:
        """Let a business event happen; return what it returned, or raise its Refusal."""
        body = {"simulator": simulator, "event": event, **arguments}
        return self._call(control.happen(self, world, body=body))["result"]

    def advance(self, by: str, *, world: str = "default") -> dict[str, Any]:
        """Move the clock on by a span such as `2h`."""
        return self._call(control.advance_clock(self, world, body={"by": by}))

    def callbacks(self, *, world: str = "default") -> list[dict[str, Any]]:
        """Return the log of the callbacks, oldest first: attempts, answers, reasons."""
        found = self._call(control.get_callbacks(self, world))["callbacks"]
        return list(found)

    def deliver_callbacks(self, *, world: str = "default") -> list[dict[str, Any]]:
        """Wait until every callback that is due has been made; return those made meanwhile."""
        return list(self._call(control.deliver_callbacks(self, world))["happened"])

    def plant(
        self,
        simulator: str,
        operation: str,
        kind: str,
        *,
        nth: int = 1,
        times: int = 1,
        world: str = "default",
        **arguments: Any,
    ) -> int:
        """Plan a fault for the n-th matching call from now on; return its id."""
        body = {
            "simulator": simulator, "operation": operation, "kind": kind, "nth": nth,
            "times": times, **arguments,
        }  # fmt: skip
        return int(self._call(control.plant_fault(self, world, body=body)).data["id"])

    def set_quirk(self, name: str, value: Any, *, world: str = "default") -> None:
        """Give a quirk `<simulator>.<name>` a value."""
        self._call(control.set_quirk(self, world, name=name, body={"value": value}))

    def reset(self, *, world: str = "default") -> None:
        """Put a world back to its beginning."""
        self._call(control.reset_world(self, world))

    def snapshot(self, name: str, *, world: str = "default") -> None:
        """Keep a world as it is, under a name, to come back to."""
        self._call(control.take_snapshot(self, world, body={"name": name}))

    def restore(self, name: str, *, world: str = "default") -> None:
        """Put a world back to a snapshot of it: journal, faults, clock and all."""
        self._call(control.restore_snapshot(self, world, name=name))

    def fork(self, name: str, *, of: str = "default") -> None:
        """Make a new world with the rows, clock, quirks and counters of another."""
        self._call(control.create_world(self, "default", body={"name": name, "from": of}))

    def env(
        self, base_url: str, *, world: str = "default", spelling: str = "path"
    ) -> dict[str, str]:
        """Return the variables that clients of a world want, `base_url` being the world's own.

        `spelling`: path, host, port or all.
        """
        return control.environment(self, world, base_url, spelling=spelling)

    def check(self) -> None:
        """Raise a handler's bug that a request met, if any: a fake never swallows its own."""
        if self.bugs:
            raise self.bugs.pop(0)

    def _call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            return _drive(coroutine)
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    def close(self) -> None:
        """Let every world go."""
        for world in self.worlds.values():
            world.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        if error[0] is None:
            self.check()


def _compiled(simulators: Sequence[Simulator], *, direct: bool) -> dict[str, Compiled]:
    return {
        api.name: compile_api(api, simulator.name, direct=direct)
        for simulator in simulators
        for api in simulator.apis
    }


def _drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits: nothing in a world does, unless somebody else has its
    turn.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("the request had to wait: an in-process sandbox is for one thread")


async def _asgi(
    app: Switchboard, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    path, _, query = target.partition("?")
    cut: list[bool] = []
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http", "method": method, "path": unquote(path), "query_string": query.encode(),
        "scheme": "http", "server": ("sandbox", None),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "extensions": {ABORT: lambda: cut.append(True), PAUSE: _no_pause},
    }  # fmt: skip
    await app(scope, receive, send)
    if cut:
        raise ConnectionCut(f"{method} {target}: the connection was cut")
    start, content = messages
    named = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], named, content["body"])


async def _no_pause(seconds: float) -> None:
    """Sleep for no time at all: a test in the process has nobody to wait for."""


def _multipart(fields: Sequence[tuple[str, str]]) -> bytes:
    parts = [
        f'--stocktake\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    return ("".join(parts) + "--stocktake--\r\n").encode()
