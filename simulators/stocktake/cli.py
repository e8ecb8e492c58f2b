"""The command line, `stocktake`; each family of commands is a module of `commands/`.

A mistake is one line on stderr that says what is wrong and what to do, and exit code 2.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from stocktake.commands.callbacks import callbacks
from stocktake.commands.clock import clock, reset
from stocktake.commands.completion import completion
from stocktake.commands.configuration import read_configuration
from stocktake.commands.doctor import doctor
from stocktake.commands.env import env
from stocktake.commands.event import event
from stocktake.commands.examples import show_examples
from stocktake.commands.exec import exec_
from stocktake.commands.fault import fault
from stocktake.commands.files import load, save
from stocktake.commands.group import Group
from stocktake.commands.journal import journal
from stocktake.commands.judge import check, demo, replay
from stocktake.commands.lists import checks, duties, scenarios
from stocktake.commands.orders import orders
from stocktake.commands.quirk import quirk
from stocktake.commands.seed import seed
from stocktake.commands.serve import serve
from stocktake.commands.settings import give_variables, settings_of
from stocktake.commands.sql import sql
from stocktake.commands.stock import stock
from stocktake.commands.ui import ui
from stocktake.commands.vendor import vendor
from stocktake.commands.worlds import snapshot, worlds
from stocktake.core.extras import ExtraMissing

_ORIGINS = "stocktake.origins"
_WITHOUT_FILES = ("doctor", "completion")  # which are asked when something is wrong


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="stocktake", prog_name="stocktake")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Stateful fakes of warehouse and commerce APIs, and a referee for sync engines."""
    if ctx.invoked_subcommand not in _WITHOUT_FILES:
        found = read_configuration(settings_of(cli), Path.cwd())
        ctx.default_map = found.values
        ctx.meta[_ORIGINS] = found.origins


COMMANDS = (
    serve, exec_, ui, env, fault, event, stock, orders, journal, sql, clock, reset, worlds,
    snapshot, quirk, callbacks, save, load, check, replay, demo, scenarios, checks, duties, seed,
    vendor,
    doctor, completion,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)
give_variables(cli)
show_examples(cli)


def main() -> None:
    """Run the command line; one line and exit code 2 for a mistake."""
    # What a start makes stays: to look through all of it after each 700 objects costs 50 ms.
    gc.set_threshold(50_000, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # where a terminal lacks a letter
    try:
        code = run(None)
    finally:
        _kill_orphans()
    sys.exit(code)


def run(arguments: Sequence[str] | None) -> int:
    """Run a command, that of the process when it is None; return its exit code."""
    try:
        code = cli.main(arguments, prog_name="stocktake", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.message)
        return 2
    except click.ClickException as error:
        click.echo(f"stocktake: {_origin(error)}{error.format_message()}", err=True)
        return 2
    except ExtraMissing as error:
        click.echo(f"stocktake: {error}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    return code if isinstance(code, int) else 0


def _origin(error: click.ClickException) -> str:
    """Return where a wrong value comes from, if not from the command line."""
    ctx, option = getattr(error, "ctx", None), getattr(error, "param", None)
    if ctx is None or not isinstance(option, click.Option) or option.name is None:
        return ""
    source = ctx.get_parameter_source(option.name)
    if source is click.core.ParameterSource.ENVIRONMENT:
        names = [option.envvar] if isinstance(option.envvar, str) else option.envvar or ()
        return f"{next((name for name in names if os.environ.get(name)), '')}: "
    if source is not click.core.ParameterSource.DEFAULT_MAP:
        return ""
    path = tuple(ctx.command_path.split()[1:])
    found: str = ctx.meta.get(_ORIGINS, {}).get((path, option.name), "")
    return f"{found}: " if found else ""


def _kill_orphans() -> None:
    """Leave no process behind that an engine has started; only where engines were started."""
    if processes := sys.modules.get("stocktake.harness.play.processes"):
        processes.kill_orphans()


if __name__ == "__main__":
    main()
