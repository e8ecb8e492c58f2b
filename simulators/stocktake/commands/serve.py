"""`stocktake serve`: the fakes on a socket until a signal ends it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from types import FrameType
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from stocktake.commands.host_options import host_options, take_host_options
from stocktake.commands.paths import check_writable
from stocktake.commands.simulators import OTHERS, simulators

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
@host_options
@OTHERS
def serve(
    host: str,
    port: int,
    port_each: bool,
    port_file: Path | None,
    db: Path | None,
    others: tuple[str, ...],
    **settings: Any,
) -> None:
    """Serve the fakes on a socket until a signal ends it."""
    from stocktake.core.store import write_whole
    from stocktake.web import descriptors
    from stocktake.web.server import bind

    descriptors.raise_limit()
    told = take_host_options(settings, listens_on=host)
    if told["token"] is None and not _is_loopback(host):
        raise click.UsageError(f"{host} is not a loopback address: give a --token for /_sim")
    check_writable(port_file, "--port-file")
    served = simulators(others)
    # Bind first: if the port is taken, no new file may be left behind.
    (bound,) = _listen(host, port, lambda: [bind(host, port)])
    chosen = int(bound.getsockname()[1])
    sandbox = _sandbox(served, db, settings, **told)
    own = _listen(host, port, lambda: sandbox.bind_each(host, port)) if port_each else []

    def ready() -> None:
        _announce(sandbox, f"http://{f'[{host}]' if ':' in host else host}:{chosen}", db)
        if port_file is not None:
            write_whole(port_file, f"{chosen}\n".encode())

    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        sandbox.serve([bound, *own], ready)
    finally:
        sandbox.close()


def _sandbox(
    served: Sequence[Simulator], db: Path | None, settings: dict[str, Any], **host: Any
) -> Any:
    from stocktake.web.sandbox import Sandbox

    try:
        return Sandbox(served, db=db, **host, **_asked(db, settings))
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
        if name in given:
            raise click.UsageError(
                f"{db} is there already: leave out --{name.replace('_', '-')}, which is for a new"
                " world only, or take another --db"
            )
    return given


def _listen(host: str, port: int, bind: Callable[[], list[socket]]) -> list[socket]:
    try:
        return bind()
    except OSError as error:
        hint = "choose another --port, or 0 for a free one"
        raise click.UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; {hint}"
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leave(_number: int, _frame: FrameType | None) -> None:
    # Before the server runs; and where no thread can wait for signals, uvicorn raises it again.
    raise SystemExit(0)


def _announce(sandbox: Any, url: str, db: Path | None) -> None:
    from stocktake.web.control import environment

    for spelling in ("path", "port") if sandbox.ports else ("path",):
        for name, value in environment(sandbox.host, "default", url, spelling=spelling).items():
            if name.endswith("_BASE_URL"):
                click.echo(f"{name.removesuffix('_BASE_URL').lower():<10} {value}")
    click.echo(f"{'control':<10} {url}/_sim")
    if db is not None:
        click.echo(f"{'world':<10} {db}")
    clock = sandbox.host.worlds["default"].clock.describe()
    since = f"clock {clock['mode']} from {clock['now']}"
    click.echo(f"ready at {url} ({since}; `stocktake env --url {url}`)")
    sys.stdout.flush()
