"""The Sandbox: worlds with their simulators listening, in the process of a test or on a socket."""

import asyncio
import base64
import json as json_module
import socket
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar, Unpack
from urllib.parse import unquote, urlencode

from stocktake.core.call import Call
from stocktake.core.config import WorldSettings
from stocktake.core.registry import registered
from stocktake.core.simulator import Simulator
from stocktake.core.world import World

from . import COMPILED, control, server
from .client_connection import CONNECTION
from .host import Host
from .limits import DEFAULT_LIMITS, Limits
from .switchboard import Switchboard

T = TypeVar("T")


class ConnectionCut(Exception):  # noqa: N818  # what the client would see, not a failure of Stocktake
    """The connection was cut before an answer came (a planted fault)."""


@dataclass(frozen=True, slots=True)
class Response:
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

    `simulators` are all that are registered when None. What a world begins with is given by the
    fields of a `WorldConfig`: `seed`, `scale`, `seed_set`, `now` (ISO 8601), `clock` (manual or
    flowing), `tick` (ms per turn), `idle_advance` (a manual clock moves on for who was told to
    wait), `journal` (rows kept, 0 for all), `quirks`. `db` is a file that
    the default world lives in: created when it is missing, continued when it is there (`seed`,
    `scale`, `seed_set`, `now` and `quirks` beside it are refused: ValueError). `hold_s` is how long
    a planted timeout holds a connection and `callback_timeout_s` how long the answer to a callback
    may take, in real seconds; `allow_callback_hosts` are the hosts besides this machine that
    callbacks may go to; `lane` is how requests cross the border (`compiled` or `connexion`, the
    slow reference). On a socket the control plane answers by the names in `allow_hosts` besides
    those of this machine, and `limits` say how long a body may be and how long a client silent.

    Use it in the process (`request`) or on a socket (`with listening()`), not both at once. A
    context manager: on leaving, a handler's bug that any request met is raised.
    """

    def __init__(
        self,
        simulators: Sequence[Simulator] | None = None,
        *,
        db: str | Path | None = None,
        token: str | None = None,
        hold_s: float = 30.0,
        callback_timeout_s: float = 5.0,
        allow_callback_hosts: Iterable[str] = (),
        lane: str = COMPILED,
        allow_hosts: Iterable[str] = (),
        limits: Limits = DEFAULT_LIMITS,
        **settings: Unpack[WorldSettings],
    ) -> None:
        self.host = Host(
            registered() if simulators is None else simulators,
            settings,
            db=None if db is None else Path(db),
            token=token,
            hold_s=hold_s,
            callback_timeout_s=callback_timeout_s,
            allow_callback_hosts=allow_callback_hosts,
            lane=lane,
            allow_hosts=allow_hosts,
            limits=limits,
        )
        self.app = Switchboard(self.host)
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def worlds(self) -> dict[str, World]:
        """The worlds by name; only to look into while nothing listens on a socket."""
        return self.host.worlds

    @property
    def ports(self) -> dict[int, str]:
        """Which Api has a port of its own, by port."""
        return self.host.ports

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
    ) -> Response:
        """Send a request without a socket; ConnectionCut when a fault cuts it.

        A handler's bug is raised again here.
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
        known = len(self.host.bugs)
        answer = _drive(_asgi(self.app, method, target, sent, data))
        if len(self.host.bugs) > known:
            raise self.host.bugs.pop()
        return answer

    def world(self, name: str = "default") -> World:
        """Return a world to look into; only while nothing listens on a socket."""
        assert self._loop is None, "a world belongs to its server's thread: ask /_sim/sql"
        return self.host.worlds[name]

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
            self._loop, self.host.courier.listens = loop, True
            self.host.courier.own_ports = _ports_of(bound)
            self.host.names |= {host.lower(), *_names_of(bound)}
            try:
                yield f"http://{host}:{bound[0].getsockname()[1]}"
            finally:
                self._loop, self.host.courier.listens = None, False
                self.host.ports.clear()
                self.host.courier.own_ports = set()
        self.check()

    def serve(self, bound: list[socket.socket], ready: Callable[[], None]) -> None:
        """Serve on these sockets until a signal ends it; `ready` is called when it answers."""

        def begin() -> None:
            self._loop, self.host.courier.listens = asyncio.get_running_loop(), True
            self.host.courier.own_ports = _ports_of(bound)
            self.host.names |= _names_of(bound)
            ready()

        server.serve(self.app, bound, begin)

    def bind_each(self, host: str, port: int) -> list[socket.socket]:
        """Return a socket for each Api, on the ports after `port`; free ones when it is 0.

        OSError when an address is taken.
        """
        bound: list[socket.socket] = []
        for number, name in enumerate(self.host.apis, 1):
            try:
                bound.append(server.bind(host, port + number if port else 0))
            except OSError:
                for taken in bound:
                    taken.close()
                raise
            self.host.ports[bound[-1].getsockname()[1]] = name
        return bound

    # The control plane, as methods: in the process at once, on a socket in the server's loop.

    def event(self, simulator: str, event: str, *, world: str = "default", **arguments: Any) -> Any:
        """Trigger a business event; return what it returned, or raise its Refusal."""
        body = {"simulator": simulator, "event": event, **arguments}
        return self._call(control.trigger_event, world, body=body)["result"]

    def advance(self, by: str, *, world: str = "default") -> dict[str, Any]:
        """Move the clock on by a span such as `2h`."""
        done: dict[str, Any] = self._call(control.advance_clock, world, body={"by": by})
        return done

    def callbacks(self, *, world: str = "default") -> list[dict[str, Any]]:
        """Return the log of the callbacks, oldest first: attempts, answers, reasons."""
        return list(self._call(control.get_callbacks, world)["callbacks"])

    def deliver_callbacks(self, *, world: str = "default") -> list[dict[str, Any]]:
        """Wait until every callback that is due has been made; return those made meanwhile."""
        return list(self._call(control.deliver_callbacks, world)["happened"])

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
        """Plant a fault for the n-th matching call from now on; return its id."""
        body = {
            "simulator": simulator, "operation": operation, "kind": kind, "nth": nth,
            "times": times, **arguments,
        }  # fmt: skip
        return int(self._call(control.plant_fault, world, body=body).data["id"])

    def set_quirk(self, name: str, value: Any, *, world: str = "default") -> None:
        """Give a quirk `<simulator>.<name>` a value."""
        self._call(control.set_quirk, world, name=name, body={"value": value})

    def reset(self, *, world: str = "default") -> None:
        """Put a world back to its beginning."""
        self._call(control.reset_world, world)

    def snapshot(self, name: str, *, world: str = "default") -> None:
        """Keep a world as it is, under a name, to come back to."""
        self._call(control.take_snapshot, world, body={"name": name})

    def restore(self, name: str, *, world: str = "default") -> None:
        """Put a world back to a snapshot of it: journal, faults, clock and all."""
        self._call(control.restore_snapshot, world, name=name)

    def fork(self, name: str, *, of: str = "default") -> None:
        """Make a new world with the rows, clock, quirks and counters of another."""
        self._call(control.create_world, "default", body={"name": name, "from": of})

    def env(
        self, base_url: str, *, world: str = "default", spelling: str = "path"
    ) -> dict[str, str]:
        """Return the variables that clients of a world want, `base_url` being the world's own.

        `spelling`: path, host, port or all.
        """
        return control.environment(self.host, world, base_url, spelling=spelling)

    def check(self) -> None:
        """Raise a handler's bug that a request met, if any: a fake never swallows its own."""
        if self.host.bugs:
            raise self.host.bugs.pop(0)

    def _call(self, handler: Callable[..., Coroutine[Any, Any, T]], world: str, **given: Any) -> T:
        """Run a handler of the control plane: here, or in the loop of the server that listens."""
        called = handler(self.host, self.host.worlds[world], Call(method="", path=""), **given)
        if self._loop is None:
            return _drive(called)
        return asyncio.run_coroutine_threadsafe(called, self._loop).result(60)

    def close(self) -> None:
        """Close every world."""
        self.host.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        if error[0] is None:
            self.check()


def _ports_of(bound: Iterable[socket.socket]) -> set[int]:
    return {each.getsockname()[1] for each in bound}


def _names_of(bound: Iterable[socket.socket]) -> set[str]:
    return {each.getsockname()[0] for each in bound}


def _drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits: nothing in a world does, unless another has its turn."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("the request had to wait: an in-process sandbox is for one thread")


async def _asgi(
    app: Switchboard, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> Response:
    path, _, query = target.partition("?")
    connection = _NoSocket()
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http", "method": method, "path": unquote(path), "query_string": query.encode(),
        "scheme": "http", "server": ("sandbox", None),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "extensions": {CONNECTION: connection},
    }  # fmt: skip
    await app(scope, receive, send)
    if connection.is_cut:
        raise ConnectionCut(f"{method} {target}: the connection was cut")
    start, content = messages
    named = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Response(start["status"], named, content["body"])


class _NoSocket:
    """The ClientConnection of a request in the process of a test, where nobody else acts."""

    is_cut = False

    def cut(self) -> None:
        self.is_cut = True

    def is_gone(self) -> bool:
        return False

    def unread(self) -> tuple[bytes, bool]:
        return b"", False

    def stop_reading(self) -> None:
        pass

    async def is_delivered(self) -> bool:
        return True

    async def pause(self, seconds: float) -> None:
        """Do not sleep."""


def _multipart(fields: Sequence[tuple[str, str]]) -> bytes:
    parts = [
        f'--stocktake\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    return ("".join(parts) + "--stocktake--\r\n").encode()
