"""`stocktake env`: the variables that clients of a running world want."""

import json
from collections.abc import Callable

import click


@click.command()
@click.option(
    "--url", required=True, help="Where `stocktake serve` answers, `…/w/<world>` for one world."
)
@click.option("--json", "form", flag_value="json", help="One flat object.")
@click.option(
    "--dotenv", "form", flag_value="dotenv", default=True, help="NAME=value lines (default)."
)
@click.option("--shell", "form", flag_value="shell", help="export NAME='value' lines.")
@click.option("--token", help="The token of the control plane, if it has one.")
@click.option(
    "--spelling",
    default="path",
    show_default=True,
    type=click.Choice(["path", "host", "port", "all"]),
    help="How base URLs name an API: by path, by host label, by a port of its own, or all three.",
)
def env(url: str, form: str, token: str | None, spelling: str) -> None:
    """Print the variables that clients want: base URLs and credentials."""
    import httpx

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.get(
            f"{url.rstrip('/')}/_sim/env", headers=headers, params={"spelling": spelling}
        )
        variables = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        hint = "is `stocktake serve` running there?"
        raise click.UsageError(f"nothing of ours answers at {url}; {hint}") from None
    if answer.status_code != 200:
        raise click.UsageError(str(variables["error"]["message"]))
    click.echo(_FORMS[form](variables))


_FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "json": lambda variables: json.dumps(variables, indent=2),
    "dotenv": lambda variables: "\n".join(f"{n}={v}" for n, v in variables.items()),
    "shell": lambda variables: "\n".join(
        "export {}='{}'".format(n, v.replace("'", "'\\''")) for n, v in variables.items()
    ),
}
