"""`stocktake env`: environment variables for clients of a running server."""

import json
from collections.abc import Callable, Sequence

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
    if others:
        variables = _computed(url, others, spelling)
    else:
        variables = ask("GET", url, "/env", token=token, params={"spelling": spelling}).json()
    click.echo(_FORMS[form](variables))


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


_FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "json": lambda variables: json.dumps(variables, indent=2),
    "dotenv": lambda variables: "\n".join(f"{n}={v}" for n, v in variables.items()),
    "shell": lambda variables: "\n".join(
        "export {}='{}'".format(n, v.replace("'", "'\\''")) for n, v in variables.items()
    ),
}
