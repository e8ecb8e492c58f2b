"""`stocktake save` and `stocktake load`: a running world into a file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.commands.control_client import on_server
from stocktake.commands.paths import check_writable

if TYPE_CHECKING:
    from stocktake.client.control import Control

_SQLITE = b"SQLite format 3"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_server
def save(control: Control, file: Path) -> None:
    """Write a running world into FILE: rows, clock, faults, journal, all of it."""
    from stocktake.core.store import initial_path, write_whole

    if initial_path(file).exists():
        raise click.UsageError(
            f"{file} is a world that `stocktake serve --db` keeps: save under another name"
        )
    check_writable(file, "the file")
    content = control.get_database()
    if not content.startswith(_SQLITE):
        raise ValueError("this is no world")
    try:
        write_whole(file, content)
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror}") from None
    click.echo(f"saved {len(content):,} bytes in {file}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_server
def load(control: Control, file: Path) -> None:
    """Replace a running world by the one in FILE; if FILE is not valid, nothing changes."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"cannot read {file}: {error.strerror}") from None
    clock = control.put_database(content)
    click.echo(f"loaded {file}: the world's time is {clock['now']}")
