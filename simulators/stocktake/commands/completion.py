"""`stocktake completion`: the script by which a shell completes our commands and options."""

import click
from click.shell_completion import get_completion_class

_VARIABLE = "_STOCKTAKE_COMPLETE"  # what click reads when a shell asks


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script for a shell, which then completes commands, options and their values."""
    root = click.get_current_context().find_root()
    found = get_completion_class(shell)
    assert found is not None, "click knows these three"
    click.echo(found(root.command, {}, "stocktake", _VARIABLE).source())
