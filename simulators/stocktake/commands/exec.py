"""`stocktake exec`: a program beside a sandbox of its own, in any language."""

from __future__ import annotations

import copy
import os
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from stocktake.client import child_environment
from stocktake.commands.child import BY_SIGNAL, NOT_EXECUTABLE, NOT_FOUND, run_child
from stocktake.commands.host_options import take_host_options
from stocktake.commands.intercepted import say_unused_proxy
from stocktake.commands.paths import check_writable
from stocktake.commands.serve import (
    check_access,
    is_loopback,
    make_sandbox,
    serve,
    serve_tls,
    write_port,
)
from stocktake.commands.simulators import simulators
from stocktake.commands.tls_options import (
    OpenTls,
    TlsOptions,
    add_vendor_hosts,
    open_tls,
    take_tls_options,
)
from stocktake.commands.ui_options import take_pages
from stocktake.commands.verbose import tell_requests

if TYPE_CHECKING:
    from stocktake.web.proxy import Interceptor

_FREE = ("port", "tls_port")  # `serve` has fixed ports for these
_PAGE = "docs/interception.md"


@click.command("exec", context_settings={"allow_interspersed_args": False})
@click.option(
    "--intercept",
    is_flag=True,
    help="Lead CMD to the fakes where it calls vendors' own hosts. With it, --allow-host names a"
    " host that is let through; every other one is refused.",
)
@click.option(
    "--world",
    metavar="NAME",
    help="Lead CMD to a world of this name, made as the options say, instead of the default one.",
)
@click.option("--quiet", is_flag=True, help="Say nothing on stderr when CMD has ended.")
@click.argument("command", nargs=-1, required=True, metavar="-- CMD...", type=click.UNPROCESSED)
def exec_(
    intercept: bool, world: str | None, quiet: bool, command: tuple[str, ...], **given: Any
) -> int:
    """Run CMD beside a sandbox on a free port, and exit as CMD does.

    CMD finds the variables of `stocktake env` in its environment. When it ends, the sandbox ends
    too. What we say goes to stderr only.
    """
    from stocktake.web import descriptors

    descriptors.raise_limit()
    signal.signal(signal.SIGTERM, _leave)
    wanted = take_tls_options(given, also=intercept)
    verbose, host = given.pop("verbose"), given.pop("host")
    place = {name: given.pop(name) for name in ("port", "port_each", "no_ui", "reports")}
    port_file = given.pop("port_file")
    check_writable(port_file, "--port-file")
    allowed = _let_through(given, wanted, host) if intercept else ()
    if world is not None and given["db"] is not None:
        raise click.UsageError("--db is the default world's file: leave out --world")
    told = take_host_options(given, listens_on=host)
    check_access(host, told)
    served = simulators(given.pop("others"))
    with ExitStack() as stack:
        sandbox = make_sandbox(served, given.pop("db"), given, **told)
        stack.callback(sandbox.close)
        add_vendor_hosts(sandbox.host, wanted.vendor_hosts)
        tell_requests(sandbox.host, verbose)
        control = _made(sandbox, world)
        led = control.world_name if intercept else ""
        reach = _open(stack, sandbox, host, wanted, intercepts=led, allowed=allowed)
        with ExitStack() as listening:
            url = _listen(listening, sandbox, host, **place)
            write_port(port_file, int(url.rpartition(":")[2]))
            code = run_child(command, _environment(sandbox, control.world_name, url, reach))
            sandbox.host.bugs.clear()  # they are on stderr by now
        if reach.interceptor is not None and not quiet and code not in (NOT_FOUND, NOT_EXECUTABLE):
            _tell(control, reach.interceptor)
    return code


def _options_of_serve() -> list[click.Parameter]:
    found = [copy.copy(option) for option in serve.params]
    for option in found:
        if option.name in _FREE:
            option.default = 0
    return found


exec_.params[:0] = _options_of_serve()


def _let_through(given: dict[str, Any], wanted: TlsOptions, host: str) -> tuple[str, ...]:
    """Take the hosts that an interceptor lets through; UsageError where it cannot be had."""
    if not is_loopback(host):
        raise click.UsageError("--intercept is for this machine alone: leave out --host")
    if wanted.on or wanted.certificate is not None:
        raise click.UsageError("--intercept has TLS of its own: leave out --tls and --tls-cert")
    allowed: tuple[str, ...] = given["allow_hosts"]
    given["allow_hosts"] = ()
    say_unused_proxy(allowed, child_environment.proxy_of(os.environ))
    return allowed


@dataclass(frozen=True, slots=True)
class Reach:
    """How a program comes to the fakes besides the plain port: by a port of TLS, or intercepted."""

    opened: OpenTls | None = None
    tls_url: str = ""
    interceptor: Interceptor | None = None


def _made(sandbox: Any, world: str | None) -> Any:
    """Return the Control of the world that CMD is led to, made if it must be."""
    from stocktake.client.control import DEFAULT
    from stocktake.core.errors import Refusal

    if world not in (None, DEFAULT):
        try:
            sandbox.create_world(world)
        except Refusal as refusal:
            raise click.UsageError(f"--world {world!r}: {refusal}") from None
    return sandbox.in_world(world or DEFAULT)


def _open(
    stack: ExitStack,
    sandbox: Any,
    host: str,
    wanted: TlsOptions,
    *,
    intercepts: str,
    allowed: Sequence[str],
) -> Reach:
    """Open what is wanted of TLS: its files, the URL of its port, or a world's interceptor."""
    if intercepts:
        from stocktake.web import interceptor

        opened = stack.enter_context(open_tls(sandbox.host, wanted, host))
        made = interceptor.intercept(sandbox.host, opened.tls, intercepts, allowed=allowed)
        return Reach(opened, interceptor=made)
    if wanted.on:
        secure = stack.enter_context(serve_tls(sandbox, host, wanted))
        write_port(wanted.port_file, secure.port)
        return Reach(secure.opened, secure.url)
    return Reach()


def _listen(
    stack: ExitStack, sandbox: Any, host: str, *, port: int, port_each: bool, **ui: Any
) -> str:
    try:
        url = str(stack.enter_context(sandbox.listening(host, port, port_each=port_each)))
    except OSError as error:
        raise click.UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; leave out --port for a free one"
        ) from None
    sandbox.host.pages = take_pages(ui, host, int(url.rpartition(":")[2]))
    return url


def _environment(sandbox: Any, world: str, url: str, reach: Reach) -> dict[str, str]:
    """Return the environment of the child: ours, and what it needs to find the fakes."""
    from stocktake.web.control import environment

    path = "" if world == sandbox.control.world_name else f"/w/{world}"
    inherited = child_environment.without_ours(os.environ)
    found = {**inherited, **environment(sandbox.host, world, (reach.tls_url or url) + path)}
    found["STOCKTAKE_URL"] = url + path  # plain, for whatever knows nothing of our certificate
    if sandbox.host.token is not None:
        found["STOCKTAKE_TOKEN"] = sandbox.host.token
    if reach.opened is not None and reach.opened.authority is not None:
        found |= child_environment.trusting(found, reach.opened.authority, reach.opened.folder)
    if reach.interceptor is not None:
        by = child_environment.Interception(
            reach.interceptor.proxy_port,
            reach.interceptor.tls_port,
            tuple(sandbox.host.vendor_hosts),
            tuple(sorted(reach.interceptor.proxy.allowed)),
            sandbox.host.authority.decode(),
        )
        found |= child_environment.intercepted(found, by)
        for name in child_environment.DROPPED:
            found.pop(name, None)
    return found


def _tell(control: Any, interceptor: Interceptor) -> None:
    """Say in the end what arrived, what was refused, and what did not trust us."""
    rows = control.sql(
        "SELECT simulator, count(*) AS n FROM journal WHERE kind = 'exchange' GROUP BY 1 ORDER BY 1"
    )
    for name, count in interceptor.proxy.tls.given_up().items():
        click.echo(
            f"stocktake: {_counted(count, 'TLS handshake')} for {name}"
            f" {'was' if count == 1 else 'were'} given up by the program: it does not trust our CA"
            f" (a bundle fixed in its code?); see {_PAGE}#trust",
            err=True,
        )
    refused = ", ".join(f"{name} {count}" for name, count in interceptor.proxy.refused.items())
    if rows or refused:
        each = ", ".join(f"{row['simulator']} {row['n']}" for row in rows)
        arrived = _counted(sum(row["n"] for row in rows), "request")
        said = f"{arrived}: {each}" if each else arrived
    else:
        said = (
            "no request reached the fakes: the program ignores HTTPS_PROXY, or calls a host that is"
            f" not simulated; see {_PAGE}#ignores"
        )
    click.echo(f"stocktake: {said}{f'; refused: {refused}' if refused else ''}", err=True)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(BY_SIGNAL + number)
