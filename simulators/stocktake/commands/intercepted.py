"""The options of `stocktake check` and `replay` for engines that call vendors' own hosts."""

import os
from collections.abc import Callable
from typing import Any

import click

from stocktake.commands.settings import given_by_hand

_OPTIONS = (
    click.option(
        "--intercept",
        is_flag=True,
        help="Lead the engine to the fakes where it calls vendors' own hosts, as `exec` does.",
    ),
    click.option(
        "--allow-host",
        "allow_hosts",
        multiple=True,
        metavar="HOST",
        help="A host that --intercept lets through; every other one is refused. Repeatable.",
    ),
)


def intercept_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def take_intercept(given: dict[str, Any]) -> tuple[str, ...] | None:
    """Take these options out of all that are given; None where nothing is to be intercepted."""
    from stocktake.client.child_environment import proxy_of
    from stocktake.web.tls import check_installed

    on, allowed = given.pop("intercept"), given.pop("allow_hosts")
    if not on:
        if allowed and given_by_hand("allow_hosts"):
            raise click.UsageError("--allow-host is for --intercept: give --intercept too")
        return None
    check_installed()
    say_unused_proxy(allowed, proxy_of(os.environ))
    return tuple(allowed)


def say_unused_proxy(allowed: tuple[str, ...], proxy: str) -> None:
    """Say that hosts which are let through are reached without the proxy of this environment."""
    if allowed and proxy:
        click.echo(f"stocktake: {proxy} is not used for --allow-host", err=True)
