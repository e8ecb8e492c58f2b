"""The command line: `stocktake serve | env | check | demo`.

A mistake is one line on stderr that says what is wrong and what to do, and exit code 2.
"""

import json
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

import click

# Everything heavy is imported by the command that needs it: --help answers at once.


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="stocktake", prog_name="stocktake")
def cli() -> None:
    """Stateful fakes of warehouse and commerce APIs, and a referee for the engines that use them.
    """


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8700,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 picks a free one.",
)
@click.option(
    "--port-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the port into this file once requests are answered.",
)
@click.option("--seed", default=1, show_default=True, type=int, help="Seed of the world's chance.")
@click.option(
    "--scale",
    default=1,
    show_default=True,
    type=click.IntRange(1, 2000),
    help="How many times the catalogue.",
)
@click.option(
    "--seed-set",
    default="both",
    show_default=True,
    type=click.Choice(["documented", "catalogue", "both"]),
    help="What the world holds.",
)
@click.option(
    "--clock",
    default="flowing",
    show_default=True,
    type=click.Choice(["flowing", "manual"]),
    help="How the world's time moves.",
)
@click.option(
    "--tick",
    default=1,
    show_default=True,
    type=click.IntRange(0, 86_400_000),
    metavar="MS",
    help="World milliseconds per exchange.",
)
@click.option(
    "--now", metavar="ISO", help="The world's time at the start; the real now by default."
)
@click.option(
    "--token",
    help="What the control plane wants as `Authorization: Bearer <token>`;"
    " required unless the address is loopback.",
)
def serve(
    host: str,
    port: int,
    port_file: Path | None,
    now: str | None,
    token: str | None,
    clock: str,
    **recipe: Any,
) -> None:
    """Serve the fakes on a socket until a signal ends it."""
    from simulators.core.clock import iso, wall_now
    from simulators.suite import SIMULATORS
    from simulators.web.sandbox import Sandbox
    from simulators.web.server import bind
    from simulators.web.server import serve as serve_on

    if token is None and not _is_loopback(host):
        raise click.UsageError(f"{host} is not a loopback address: give a --token for /_sim")
    try:
        sandbox = Sandbox(
            SIMULATORS, now=now or iso(wall_now()), clock=clock, token=token, **recipe
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    try:
        bound = bind(host, port)
    except OSError as error:
        hint = "choose another --port, or 0 for a free one"
        raise click.UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; {hint}"
        ) from None
    chosen = int(bound.getsockname()[1])
    url = f"http://{f'[{host}]' if ':' in host else host}:{chosen}"

    def ready() -> None:
        _announce(sandbox, url, clock)
        if port_file is not None:
            _write_whole(port_file, f"{chosen}\n")

    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    serve_on(sandbox.app, bound, ready)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leave(number: int, frame: FrameType | None) -> None:
    # uvicorn ends in good order first and then raises the signal again for whoever started it.
    raise SystemExit(0)


def _announce(sandbox: Any, url: str, clock: str) -> None:
    for simulator in sandbox.simulators:
        for name, value in simulator.environment(f"{url}/{simulator.name}").items():
            if name.endswith("_BASE_URL"):
                click.echo(f"{simulator.name:<10} {value}")
    click.echo(f"{'control':<10} {url}/_sim")
    now = sandbox.worlds["default"].clock.describe()["now"]
    click.echo(f"ready at {url} (clock {clock} from {now}; `stocktake env --url {url}`)")
    sys.stdout.flush()


def _write_whole(path: Path, text: str) -> None:
    # Whoever waits for the file must never read half of it.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        draft.write(text)
    os.replace(draft.name, path)


@cli.command()
@click.option(
    "--url", required=True, help="Where `stocktake serve` answers, `…/w/<world>` for one world."
)
@click.option("--json", "form", flag_value="json", help="One flat object.")
@click.option(
    "--dotenv", "form", flag_value="dotenv", default=True, help="NAME=value lines (default)."
)
@click.option("--shell", "form", flag_value="shell", help="export NAME='value' lines.")
@click.option("--token", help="The token of the control plane, if it has one.")
def env(url: str, form: str, token: str | None) -> None:
    """Print the variables that clients want: base URLs and credentials."""
    import httpx

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.get(f"{url.rstrip('/')}/_sim/env", headers=headers)
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


@cli.command()
@click.option(
    "--engine", required=True, metavar="CMD", help="The command that runs one round of your engine."
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="Only this one; may be given again.",
)
@click.option(
    "--round-timeout",
    default=30.0,
    show_default=True,
    metavar="S",
    type=click.FloatRange(0.1),
    help="Seconds of real time that a round may take before it is killed.",
)
def check(engine: str, scenarios: tuple[str, ...], round_timeout: float) -> int:
    """Judge a sync engine: run it through the scenarios and say whether it was right.

    Exit code: 0 right, 1 a check failed, 2 usage, 3 the engine could not be started or never
    completed a round without faults, 4 out of time, 5 nothing ran.
    """
    from rich.console import Console

    from simulators.harness import run_check
    from simulators.suite import SIMULATORS

    try:
        command = shlex.split(engine)
    except ValueError as error:
        raise click.UsageError(f"--engine {engine!r}: {error}") from None
    if not command:
        raise click.UsageError("--engine is empty: give the command that runs one round")
    try:
        return run_check(
            SIMULATORS,
            command,
            scenarios=scenarios or None,
            round_timeout=round_timeout,
            console=Console(),
        )
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from None


@cli.command()
def demo() -> int:
    """Show it: a trading day with faults, the reference engine, and the referee's verdicts."""
    from rich.console import Console

    from simulators.harness import run_demo
    from simulators.suite import SIMULATORS

    return run_demo(SIMULATORS, console=Console())


def main() -> None:
    """Run the command line; one line and exit code 2 for a mistake."""
    try:
        code = cli.main(prog_name="stocktake", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.message)
        code = 2
    except click.ClickException as error:
        click.echo(f"stocktake: {error.format_message()}", err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
