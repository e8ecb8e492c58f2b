"""`stocktake env`: environment variables for clients of a running server."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

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
    if others:
        variables = _computed(control.url, others, spelling)
    else:
        variables = control.get_env(spelling=spelling)
    click.echo(_form(forms)(variables))


def _form(asked: dict[str, bool]) -> Callable[[dict[str, str]], str]:
    """Return the form that was asked for: one on the command line before one of elsewhere."""
    chosen = [name for name, wanted in asked.items() if wanted]
    by_hand = [name for name in chosen if given_by_hand(name)]
    if len(by_hand) > 1:
        raise click.UsageError("--json, --dotenv and --shell are three forms: give one of them")
    return _FORMS[(by_hand or chosen or ["as_dotenv"])[0]]


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


_FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "as_json": lambda variables: json.dumps(variables, indent=2),
    "as_dotenv": lambda variables: "\n".join(f"{n}={v}" for n, v in variables.items()),
    "as_shell": lambda variables: "\n".join(
        "export {}='{}'".format(n, v.replace("'", "'\\''")) for n, v in variables.items()
    ),
}
