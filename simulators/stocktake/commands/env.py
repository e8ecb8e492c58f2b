"""`stocktake env`: environment variables for clients of a running server."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from stocktake.commands.control_client import ENVIRONMENT_URL, on_server
from stocktake.commands.settings import given_by_hand
from stocktake.commands.simulators import OTHERS, simulators

if TYPE_CHECKING:
    from stocktake.client.control import Control


@click.command()
@on_server
@click.option("--json", "as_json", is_flag=True, help="One flat object.")
@click.option("--dotenv", "as_dotenv", is_flag=True, help="NAME=value lines (default).")
@click.option("--shell", "as_shell", is_flag=True, help="export NAME='value' lines.")
@click.option(
    "--hosts",
    "as_hosts",
    is_flag=True,
    help="No variables: lines for /etc/hosts by which vendors' own hosts lead to the server.",
)
@click.option(
    "--spelling",
    default="path",
    show_default=True,
    type=click.Choice(["path", "host", "port", "all"]),
    help="How base URLs name an API: by path, by host label, by a port of its own, or all three.",
)
@OTHERS
def env(control: Control, spelling: str, others: tuple[str, ...], **forms: bool) -> None:
    """Print environment variables for clients: base URLs and credentials.

    They come from the server at --url. With --simulator no server is asked: these are the variables
    that a server started with the same --simulator will give there.
    """
    form = _form(forms)
    if form is None:
        click.echo(_hosts(control.url, _vendors_hosts(control, others)))
        return
    if others:
        variables = _computed(control.url, others, spelling)
    else:
        variables = control.get_env(spelling=spelling)
    click.echo(form(variables))


def _form(asked: dict[str, bool]) -> Callable[[dict[str, str]], str] | None:
    """Return the form that was asked for: one on the command line before one of elsewhere.

    None for --hosts, which prints no variables.
    """
    chosen = [name for name, wanted in asked.items() if wanted]
    by_hand = [name for name in chosen if given_by_hand(name)]
    if len(by_hand) > 1:
        raise click.UsageError(
            "--json, --dotenv, --shell and --hosts are four forms: give one of them"
        )
    return _FORMS.get((by_hand or chosen or ["as_dotenv"])[0])


def _vendors_hosts(control: Control, others: Sequence[str]) -> list[str]:
    """Return the hosts of all APIs there."""
    if others:
        return [host for each in simulators(others) for api in each.apis for host in api.hosts]
    served = control.get_manifest()["simulators"]
    return [host for each in served for api in each["apis"] for host in api["hosts"]]


def _hosts(url: str, hosts: Iterable[str]) -> str:
    """Return lines for the hosts file of a container."""
    address = _address(urlsplit(url).hostname or "localhost")
    named = [f"{address} {host}" for host in hosts if not host.startswith("*.")]
    accounts = [f"# {address} ACCOUNT{host[1:]}" for host in hosts if host.startswith("*.")]
    return "\n".join([_WHERE, *named, *([_ACCOUNTS, *accounts] if accounts else [])])


def _address(name: str) -> str:
    """Return the address of a host's name."""
    if name == "localhost" or name.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(socket.getaddrinfo(name, None)[0][4][0])
    except OSError as error:
        raise click.UsageError(f"--url: no address for {name}: {error.strerror}") from None


def _computed(url: str, others: Sequence[str], spelling: str) -> dict[str, str]:
    """Return what a server of these simulators at this URL will answer."""
    if spelling != "path":
        raise click.UsageError(
            f"--spelling {spelling} needs a server to ask: leave out --simulator, or --spelling"
        )
    variables = {ENVIRONMENT_URL: url}
    for simulator in simulators(others):
        variables |= simulator.environment(f"{url}/{simulator.apis[0].name}")
    return variables


_WHERE = """\
# For the /etc/hosts of a throw-away container; the server wants --tls --tls-port 443.
# Never write them into that of your own machine: there they outlive the test."""
_ACCOUNTS = "# With the name of your account, without the #:"
_FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "as_json": lambda variables: json.dumps(variables, indent=2),
    "as_dotenv": lambda variables: "\n".join(f"{n}={v}" for n, v in variables.items()),
    "as_shell": lambda variables: "\n".join(
        "export {}='{}'".format(n, v.replace("'", "'\\''")) for n, v in variables.items()
    ),
}
