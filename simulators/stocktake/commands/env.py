"""`stocktake env`: the variables that clients of a running world want."""

import json
from collections.abc import Callable

import click

from stocktake.commands.talk import TOKEN, URL, ask


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
def env(url: str, form: str, token: str | None, spelling: str) -> None:
    """Print the variables that clients want: base URLs and credentials."""
    variables = ask("GET", url, "/env", token=token, params={"spelling": spelling}).json()
    click.echo(_FORMS[form](variables))


_FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "json": lambda variables: json.dumps(variables, indent=2),
    "dotenv": lambda variables: "\n".join(f"{n}={v}" for n, v in variables.items()),
    "shell": lambda variables: "\n".join(
        "export {}='{}'".format(n, v.replace("'", "'\\''")) for n, v in variables.items()
    ),
}
