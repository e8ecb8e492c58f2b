"""The Sandbox: worlds with their simulators listening, in the process of a test or on a socket."""

import asyncio
import base64
import functools
import socket
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, Unpack
from urllib.parse import unquote

from stocktake.client.answers import Answer
from stocktake.client.control import Control
from stocktake.core.call import Call
from stocktake.core.config import WorldSettings
from stocktake.core.errors import NotFound
from stocktake.core.registry import registered
from stocktake.core.simulator import Simulator
from stocktake.core.world import World

from . import COMPILED, server
from .addresses import DEFAULT, address_of
from .control import answer_control
from .documents import nearest
from .host import Host
from .in_process import ConnectionCut as ConnectionCut
from .in_process import Fields, asgi, drive, encoded
from .in_process import Response as Response
from .limits import DEFAULT_LIMITS, Limits
from .replies import Delivery
from .switchboard import Switchboard

P = ParamSpec("P")
T = TypeVar("T")


def _through(
    method: Callable[Concatenate[Control, P], T],
) -> Callable[Concatenate["Sandbox", P], T]:
    """Return a method of Control as one of a Sandbox, for its default world."""

    @functools.wraps(method)
    def send(sandbox: "Sandbox", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return method(sandbox.control, *args, **kwargs)

    return send


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
        self._url = ""

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
        form: Fields | None = None,
        multipart: Sequence[tuple[str, str]] | None = None,
        data: bytes = b"",
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send a request without a socket; ConnectionCut when a fault cuts it.

        A handler's bug is raised again here.
        """
        if self._loop is not None:
            raise RuntimeError(f"this sandbox listens on a socket: send requests to {self._url}")
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        data, media = encoded(json, form, multipart, data)
        if media:
            sent.setdefault("content-type", media)
        if auth is not None:
            sent["authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        known = len(self.host.bugs)
        answer = drive(asgi(self.app, method, target, sent, data))
        if len(self.host.bugs) > known:
            raise self.host.bugs.pop()
        return answer

    def world(self, name: str = "default") -> World:
        """Return a world to look into; only while nothing listens on a socket."""
        if self._loop is not None:
            raise RuntimeError("a world belongs to its server's thread: ask it in SQL, `sql(...)`")
        if name not in self.host.worlds:
            raise NotFound(f"there is no world {name!r}{nearest(name, self.host.worlds)}")
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
            self._begin(loop, host, bound)
            try:
                yield self._url
            finally:
                self._loop, self._url, self.host.courier.listens = None, "", False
                self.host.ports.clear()
                self.host.courier.own_ports = set()
        self.check()

    def serve(self, bound: list[socket.socket], ready: Callable[[], None]) -> None:
        """Serve on these sockets until a signal ends it; `ready` is called when it answers."""

        def begin() -> None:
            self._begin(asyncio.get_running_loop(), bound[0].getsockname()[0], bound)
            ready()

        server.serve(self.app, bound, begin)

    def _begin(
        self, loop: asyncio.AbstractEventLoop, host: str, bound: Sequence[socket.socket]
    ) -> None:
        named = f"[{host}]" if ":" in host else host
        self._loop, self._url = loop, f"http://{named}:{bound[0].getsockname()[1]}"
        self.host.courier.listens, self.host.courier.own_ports = True, _ports_of(bound)
        self.host.names |= {host.lower(), *_names_of(bound)}

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

    # The control plane: in the process at once, on a socket in the loop of its server.

    @property
    def control(self) -> Control:
        """The control plane of the default world."""
        return Control(self._url, DEFAULT, self._send)

    @property
    def url(self) -> str:
        """Where the default world answers; empty while nothing listens on a socket.

        Base URLs in `env` are then what `request` takes.
        """
        return self._url

    @property
    def env(self) -> dict[str, str]:
        """The variables that clients of the default world want: base URLs and credentials."""
        return self.control.env

    get_health = _through(Control.get_health)
    get_manifest = _through(Control.get_manifest)
    get_env = _through(Control.get_env)
    get_clock = _through(Control.get_clock)
    set_clock = _through(Control.set_clock)
    advance_clock = _through(Control.advance_clock)
    get_journal = _through(Control.get_journal)
    get_journal_entry = _through(Control.get_journal_entry)
    get_stats = _through(Control.get_stats)
    clear_journal = _through(Control.clear_journal)
    wait_for_journal = _through(Control.wait_for_journal)
    get_ledger = _through(Control.get_ledger)
    get_stock = _through(Control.get_stock)
    get_disagreements = _through(Control.get_disagreements)
    get_skus = _through(Control.get_skus)
    get_sku = _through(Control.get_sku)
    get_findings = _through(Control.get_findings)
    get_orders = _through(Control.get_orders)
    repeat_exchange = _through(Control.repeat_exchange)
    get_routes = _through(Control.get_routes)
    set_routes = _through(Control.set_routes)
    get_faults = _through(Control.get_faults)
    plant_fault = _through(Control.plant_fault)
    clear_faults = _through(Control.clear_faults)
    clear_fault = _through(Control.clear_fault)
    get_worlds = _through(Control.get_worlds)
    create_world = _through(Control.create_world)
    delete_world = _through(Control.delete_world)
    reset_world = _through(Control.reset_world)
    trigger_event = _through(Control.trigger_event)
    get_callbacks = _through(Control.get_callbacks)
    deliver_callbacks = _through(Control.deliver_callbacks)
    get_database = _through(Control.get_database)
    put_database = _through(Control.put_database)
    get_snapshots = _through(Control.get_snapshots)
    take_snapshot = _through(Control.take_snapshot)
    delete_snapshot = _through(Control.delete_snapshot)
    restore_snapshot = _through(Control.restore_snapshot)
    get_views = _through(Control.get_views)
    run_sql = _through(Control.run_sql)
    get_quirks = _through(Control.get_quirks)
    set_quirk = _through(Control.set_quirk)
    get_authority = _through(Control.get_authority)
    open_interceptor = _through(Control.open_interceptor)
    close_interceptor = _through(Control.close_interceptor)

    ask = _through(Control.ask)
    fault = _through(Control.fault)
    event = _through(Control.event)
    advance = _through(Control.advance)
    clock = _through(Control.clock)
    journal = _through(Control.journal)
    wait_for = _through(Control.wait_for)
    ledger = _through(Control.ledger)
    stock = _through(Control.stock)
    disagreements = _through(Control.disagreements)
    orders = _through(Control.orders)
    sql = _through(Control.sql)
    quirk = _through(Control.quirk)
    quirks = _through(Control.quirks)
    faults = _through(Control.faults)
    callbacks = _through(Control.callbacks)
    deliver = _through(Control.deliver)
    reset = _through(Control.reset)
    snapshot = _through(Control.snapshot)
    restore = _through(Control.restore)
    fork = _through(Control.fork)
    worlds = _through(Control.worlds)
    setenv = _through(Control.setenv)
    in_world = _through(Control.in_world)
    intercepting = _through(Control.intercepting)

    def check(self) -> None:
        """Raise a handler's bug that a request met, if any: a fake never swallows its own."""
        if self.host.bugs:
            raise self.host.bugs.pop(0)

    def _send(self, method: str, target: str, content: bytes, media: str) -> Answer:
        """Send a control call through the border; a bug that it meets is raised."""
        path, _, query = target.partition("?")
        address = address_of("", unquote(path))
        if address.world not in self.host.worlds:
            hint = nearest(address.world, self.host.worlds)
            raise NotFound(f"there is no world {address.world!r}{hint}")
        headers = {"authorization": f"Bearer {self.host.token}", "content-type": media}
        call = Call(
            method=method, path=address.path, sent_query=query, raw=content,
            headers={name: value for name, value in headers.items() if value},
            base_url=f"{self._url}{address.prefix}",
        )  # fmt: skip
        delivery = self._run(self._answer(self.host.worlds[address.world], call))
        if delivery.bug is not None:
            raise delivery.bug
        named = {name.lower(): value for name, value in delivery.headers}
        return Answer(delivery.status, named.get("content-type", ""), delivery.body)

    async def _answer(self, world: World, call: Call) -> Delivery:
        delivery = await answer_control(self.host, world, call)
        await self.host.courier.after_request(world)
        return delivery

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine here, or in the loop of the server that listens."""
        if self._loop is None:
            return drive(coroutine)
        if _running_loop() is self._loop:
            coroutine.close()
            raise RuntimeError("a control call in the server's own thread would wait for itself")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def close(self) -> None:
        """Close every world."""
        self.host.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        if error[0] is None:
            self.check()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _ports_of(bound: Iterable[socket.socket]) -> set[int]:
    return {each.getsockname()[1] for each in bound}


def _names_of(bound: Iterable[socket.socket]) -> set[str]:
    return {each.getsockname()[0] for each in bound}
