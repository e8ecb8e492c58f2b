"""Commands that speak to a running `stocktake serve`, each through a Control."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stocktake.client.control import Control

USUAL_URL = "http://127.0.0.1:8700"
"""Where `stocktake serve` answers when it is told nothing else."""
ENVIRONMENT_URL = "STOCKTAKE_URL"
ENVIRONMENT_TOKEN = "STOCKTAKE_TOKEN"
"""The variable that stands for an absent --token, here and in `serve`."""
URL = click.option(
    "--url",
    envvar=ENVIRONMENT_URL,
    show_envvar=True,
    default=USUAL_URL,
    show_default=True,
    help="Where `stocktake serve` answers, `…/w/<world>` for one world.",
)
TOKEN = click.option(
    "--token",
    envvar=ENVIRONMENT_TOKEN,
    show_envvar=True,
    help="The token of the control plane, if it has one.",
)
WORLD = click.option("--world", metavar="NAME", help="A world of the server: /w/NAME.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def on_server(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name a server, and the Control of a world as its first.

    What the server refuses, or that there is none, is a usage error.
    """

    @functools.wraps(command)
    def run(*, url: str, token: str | None, world: str | None, **given: Any) -> Any:
        control = control_of(url, token, world)
        with refusals(control):
            return command(control, **given)

    return URL(TOKEN(WORLD(run)))


def control_of(url: str, token: str | None, world: str | None = None) -> Control:
    """Return the Control of the world that options name; UsageError for what is no URL."""
    from stocktake.client.http import connect

    try:
        control = connect(url, token)
    except ValueError as error:
        raise click.UsageError(f"--url {error}") from None
    return control if world is None else control.in_world(world)


@contextmanager
def refusals(control: Control) -> Iterator[None]:
    """Turn what a Control raises into usage errors: no server there, or its refusal."""
    from stocktake.core.errors import Refusal

    try:
        yield
    except BrokenPipeError:  # of our own stdout: a ConnectionError too
        raise
    except ConnectionError:
        raise _no_server(control) from None
    except Refusal as refusal:
        if type(refusal) is Refusal and not _is_ours(control):
            raise _no_server(control) from None
        raise click.UsageError(refusal.message) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        # Another program that answers gives pages and objects that are none of ours.
        if _is_ours(control):
            raise
        raise _no_server(control) from None


def _no_server(control: Control) -> click.UsageError:
    return click.UsageError(
        f"no Stocktake server answers at {control.root}; is `stocktake serve` running there?"
        f" --url or {ENVIRONMENT_URL} names another place"
    )


def _is_ours(control: Control) -> bool:
    from stocktake.core.errors import Refusal

    try:
        return {"status", "version", "worlds"} <= set(control.ask("GET", "/health", at_root=True))
    except (Refusal, OSError, ValueError, TypeError):
        return False
