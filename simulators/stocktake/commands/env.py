"""`stocktake env`: environment variables for clients of a running server."""

import json
import socket
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import click

from stocktake.commands.control_client import TOKEN, URL, ask
from stocktake.commands.simulators import OTHERS, simulators


@click.command()
@URL
@click.option("--json", "form", flag_value="json", help="One flat object.")
@click.option(
    "--dotenv", "form", flag_value="dotenv", default=True, help="NAME=value lines (default)."
)
@click.option("--shell", "form", flag_value="shell", help="export NAME='value' lines.")
@click.option(
    "--hosts",
    "form",
    flag_value="hosts",
    help="No variables: lines for /etc/hosts by which vendors' own hosts lead to the server.",
)
@TOKEN
@click.option(
    "--spelling",
    default="path",
    show_default=True,
    type=click.Choice(["path", "host", "port", "all"]),
    help="How base URLs name an API: by path, by host label, by a port of its own, or all three.",
)
@OTHERS
def env(url: str, form: str, token: str | None, spelling: str, others: tuple[str, ...]) -> None:
    """Print environment variables for clients: base URLs and credentials.

    They come from the server at --url. With --simulator no server is asked: these are the variables
    that a server started with the same --simulator will give there.
    """
    if form == "hosts":
        click.echo(_hosts(url, _vendors_hosts(url, token, others)))
        return
    if others:
        variables = _computed(url, others, spelling)
    else:
        variables = ask("GET", url, "/env", token=token, params={"spelling": spelling}).json()
    click.echo(_FORMS[form](variables))


def _vendors_hosts(url: str, token: str | None, others: Sequence[str]) -> list[str]:
    """Return the hosts of all APIs there."""
    if others:
        return [host for each in simulators(others) for api in each.apis for host in api.hosts]
    served: list[dict[str, Any]] = ask("GET", url, "/manifest", token=token).json()["simulators"]
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
    base_url = url.rstrip("/")
    variables = {"STOCKTAKE_URL": base_url}
    for simulator in simulators(others):
        variables |= simulator.environment(f"{base_url}/{simulator.apis[0].name}")
    return variables


_WHERE = """\
# For the /etc/hosts of a throw-away container; the server wants --tls --tls-port 443.
# Never write them into that of your own machine: there they outlive the test."""
_ACCOUNTS = "# With the name of your account, without the #:"
_FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "json": lambda variables: json.dumps(variables, indent=2),
    "dotenv": lambda variables: "\n".join(f"{n}={v}" for n, v in variables.items()),
    "shell": lambda variables: "\n".join(
        "export {}='{}'".format(n, v.replace("'", "'\\''")) for n, v in variables.items()
    ),
}
