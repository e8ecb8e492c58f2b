"""`stocktake serve`: the fakes on a socket until a signal ends it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from stocktake.commands.host_options import host_options, take_host_options
from stocktake.commands.paths import check_writable
from stocktake.commands.settings import given_by_hand
from stocktake.commands.simulators import OTHERS, simulators
from stocktake.commands.tls_options import (
    OpenTls,
    TlsOptions,
    add_vendor_hosts,
    open_tls,
    take_tls_options,
    tls_options,
)
from stocktake.commands.ui_options import take_pages, ui_options
from stocktake.commands.verbose import tell_requests

if TYPE_CHECKING:
    from stocktake.core.simulator import Simulator


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8700,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 picks a free one.",
)
@click.option(
    "--port-each",
    is_flag=True,
    help="Give each API a port of its own as well, for clients that drop the path of a base URL.",
)
@click.option(
    "--port-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the port into this file once requests are answered.",
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file that the world lives in: seeded when it is missing, else continued.",
)
@click.option("--seed", default=1, show_default=True, type=int, help="Random seed of the world.")
@click.option(
    "--scale",
    default=1,
    show_default=True,
    type=click.IntRange(1, 2000),
    help="How many copies of the catalogue.",
)
@click.option(
    "--seed-set",
    default="busy",
    show_default=True,
    type=click.Choice(["documented", "catalogue", "both", "shelf", "busy"]),
    help="What the world holds; a shelf is a few goods of the catalogue, busy is everything and"
    " weeks of business.",
)
@click.option(
    "--seed-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Goods of your own (YAML, JSON or CSV; `stocktake seed template` shows how), instead of"
    " any others unless --seed-set is given too.",
)
@click.option(
    "--clock",
    default="flowing",
    show_default=True,
    type=click.Choice(["flowing", "manual"]),
    help="How the world's time moves.",
)
@click.option(
    "--tick",
    default=1,
    show_default=True,
    type=click.IntRange(0, 86_400_000),
    metavar="MS",
    help="World milliseconds per exchange.",
)
@click.option(
    "--idle-advance",
    is_flag=True,
    help="A manual clock moves on for a client that was told to wait and comes back.",
)
@click.option(
    "--journal",
    default=10_000,
    show_default=True,
    type=click.IntRange(0),
    metavar="ROWS",
    help="How many rows of the journal are kept; 0 keeps all.",
)
@click.option(
    "--now", metavar="ISO", help="The world's time at the start; the real now by default."
)
@click.option("-v", "--verbose", is_flag=True, help="Tell each request in a line on stderr.")
@host_options
@ui_options
@tls_options
@OTHERS
def serve(
    host: str,
    port: int,
    port_each: bool,
    port_file: Path | None,
    db: Path | None,
    verbose: bool,
    others: tuple[str, ...],
    **settings: Any,
) -> None:
    """Serve the fakes on a socket until a signal ends it."""
    from stocktake.web import descriptors
    from stocktake.web.server import bind

    descriptors.raise_limit()
    wanted = take_tls_options(settings)
    told = take_host_options(settings, listens_on=host)
    check_access(host, told)
    check_writable(port_file, "--port-file")
    served = simulators(others)
    # Bind first: if the port is taken, no new file may be left behind.
    (bound,) = listen(host, port, lambda: [bind(host, port)])
    chosen = int(bound.getsockname()[1])
    pages = take_pages(settings, host, chosen)
    sandbox = make_sandbox(served, db, settings, **told)
    own = listen(host, port, lambda: sandbox.bind_each(host, port)) if port_each else []
    add_vendor_hosts(sandbox.host, wanted.vendor_hosts)
    tell_requests(sandbox.host, verbose)
    sandbox.host.pages = pages
    _leave_on_signals()
    with ExitStack() as stack:
        stack.callback(sandbox.close)
        secure = stack.enter_context(serve_tls(sandbox, host, wanted)) if wanted.on else None

        def ready() -> None:
            _announce(sandbox, url_of(host, chosen), db, secure)
            write_port(wanted.port_file, secure.port if secure else None)
            write_port(port_file, chosen)

        sandbox.serve([bound, *own], ready)


@dataclass(frozen=True, slots=True)
class Secure:
    """A port of TLS: where it is, and what is known of it."""

    url: str
    port: int
    opened: OpenTls


@contextmanager
def serve_tls(sandbox: Any, host: str, wanted: TlsOptions) -> Iterator[Secure]:
    """Let a sandbox answer by TLS too, from when it listens."""
    from stocktake.web.interceptor import listen_with_tls

    with open_tls(sandbox.host, wanted, host) as opened:
        ports: list[int] = []

        def bind_it() -> list[socket]:
            ports.append(listen_with_tls(sandbox.host, opened.tls, host, wanted.port))
            return []

        listen(host, wanted.port, bind_it, option="--tls-port")
        yield Secure(url_of(host, ports[0], scheme="https"), ports[0], opened)


def write_port(file: Path | None, port: int | None) -> None:
    """Write a port into the file that was named for it, if there are both."""
    from stocktake.core.store import write_whole

    if file is not None and port is not None:
        write_whole(file, f"{port}\n".encode())


def url_of(host: str, port: int, *, scheme: str = "http") -> str:
    """Return the URL of a port."""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def check_access(host: str, told: dict[str, Any]) -> None:
    """Raise UsageError where anybody could call the control plane."""
    if told["token"] is None and not is_loopback(host):
        raise click.UsageError(f"{host} is not a loopback address: give a --token for /_sim")


def make_sandbox(
    served: Sequence[Simulator], db: Path | None, settings: dict[str, Any], **told: Any
) -> Any:
    """Return the sandbox of these options; UsageError where they cannot be."""
    from stocktake.web.sandbox import Sandbox

    try:
        return Sandbox(served, db=db, **told, **_asked(db, settings))
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _asked(db: Path | None, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the options for a Sandbox; an existing file has most of them already."""
    from stocktake.core.clock import iso, wall_now
    from stocktake.core.initial import FIXED_BY_FILE

    source = click.get_current_context().get_parameter_source
    if settings["seed_file"] is None:
        del settings["seed_file"]
    elif source("seed_set") is ParameterSource.DEFAULT:
        del settings["seed_set"]
    if db is None or not db.exists() or not db.stat().st_size:
        at_once = settings["now"] is None and settings["clock"] == "manual"
        return {**settings, "now": iso(wall_now())} if at_once else settings
    given = {name: v for name, v in settings.items() if source(name) is not ParameterSource.DEFAULT}
    for name in FIXED_BY_FILE:
        if name in given and not given_by_hand(name):
            del given[name]  # it was for the world's beginning, and stands there for the next one
        elif name in given:
            raise click.UsageError(
                f"{db} is there already: leave out --{name.replace('_', '-')}, which is for a new"
                " world only, or take another --db"
            )
    return given


def listen(
    host: str, port: int, bind: Callable[[], list[socket]], *, option: str = "--port"
) -> list[socket]:
    """Return what `bind` returns; UsageError where it finds an address taken."""
    try:
        return bind()
    except OSError as error:
        hint = f"choose another {option}, or 0 for a free one"
        raise click.UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; {hint}"
        ) from None


def is_loopback(host: str) -> bool:
    """Say whether an address to listen on is of this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leave_on_signals() -> None:
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    # Before the server runs; and where no thread can wait for signals, uvicorn raises it again.
    raise SystemExit(0)


def _announce(sandbox: Any, url: str, db: Path | None, secure: Secure | None) -> None:
    from stocktake.web.control import environment

    for spelling in ("path", "port") if sandbox.ports else ("path",):
        for name, value in environment(sandbox.host, "default", url, spelling=spelling).items():
            if name.endswith("_BASE_URL"):
                click.echo(f"{name.removesuffix('_BASE_URL').lower():<10} {value}")
    click.echo(f"{'control':<10} {url}/_sim")
    if sandbox.host.pages is not None:
        click.echo(f"{'console':<10} {url}/_sim/ui")
    if secure is not None:
        click.echo(f"{'tls':<10} {secure.url}")
        if secure.opened.authority is not None:
            click.echo(f"{'ca':<10} {secure.opened.authority}")
    if db is not None:
        click.echo(f"{'world':<10} {db}")
    clock = sandbox.host.worlds["default"].clock.describe()
    since = f"clock {clock['mode']} from {clock['now']}"
    click.echo(f"ready at {url} ({since}; `stocktake env --url {url}`)")
    sys.stdout.flush()
