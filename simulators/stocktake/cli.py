"""The command line, `stocktake`; each family of commands is a module of `commands/`.

A mistake is one line on stderr that says what is wrong and what to do, and exit code 2.
"""

import sys

import click

from stocktake.commands.callbacks import callbacks
from stocktake.commands.env import env
from stocktake.commands.exec import exec_
from stocktake.commands.fault import fault
from stocktake.commands.files import load, save
from stocktake.commands.group import Group
from stocktake.commands.judge import check, demo, replay
from stocktake.commands.lists import checks, duties, scenarios
from stocktake.commands.seed import seed
from stocktake.commands.serve import serve
from stocktake.commands.vendor import vendor


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="stocktake", prog_name="stocktake")
def cli() -> None:
    """Stateful fakes of warehouse and commerce APIs, and a referee for sync engines."""


COMMANDS = (
    serve, exec_, env, fault, callbacks, save, load, check, replay, demo, scenarios, checks, duties,
    seed, vendor,
)  # fmt: skip
for command in COMMANDS:
    cli.add_command(command)


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
    finally:
        _kill_orphans()
    sys.exit(code if isinstance(code, int) else 0)


def _kill_orphans() -> None:
    """Leave no process behind that an engine has started; only where engines were started."""
    if processes := sys.modules.get("stocktake.harness.play.processes"):
        processes.kill_orphans()


if __name__ == "__main__":
    main()
