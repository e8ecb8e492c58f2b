"""The options of `stocktake serve` that are for the server as a whole, not for its worlds."""

from collections.abc import Callable
from typing import Any

import click

from stocktake.commands.control_client import ENVIRONMENT_TOKEN
from stocktake.web import COMPILED, LANES

_OPTIONS = (
    click.option(
        "--token",
        envvar=ENVIRONMENT_TOKEN,
        show_envvar=True,
        help="What the control plane wants as `Authorization: Bearer <token>`;"
        " required unless the address is loopback.",
    ),
    click.option(
        "--allow-host",
        "allow_hosts",
        multiple=True,
        metavar="HOST",
        help="A name besides this machine's by which the control plane may be called; repeatable.",
    ),
    click.option(
        "--max-body",
        default=16,
        show_default=True,
        type=click.IntRange(1, 1024),
        metavar="MIB",
        help="How long the body of a request may be.",
    ),
    click.option(
        "--allow-callback-host",
        "allow_callback_hosts",
        multiple=True,
        metavar="HOST",
        help="A host besides this machine that callbacks may go to; repeatable.",
    ),
    click.option(
        "--lane",
        default=COMPILED,
        show_default=True,
        type=click.Choice(LANES),
        help="How requests cross the border; connexion is the slow reference.",
    ),
)


def host_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_host_options(given: dict[str, Any], *, listens_on: str) -> dict[str, Any]:
    """Take these options out of all that are given, as a Sandbox wants them."""
    from stocktake.web.limits import MIB, Limits

    if given["token"] == "":
        raise click.UsageError("--token is empty: leave it out, or give one")
    return {
        "token": given.pop("token"),
        "allow_hosts": (listens_on, *given.pop("allow_hosts")),
        "limits": Limits(max_body=given.pop("max_body") * MIB),
        "allow_callback_hosts": given.pop("allow_callback_hosts"),
        "lane": given.pop("lane"),
    }
