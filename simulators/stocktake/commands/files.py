"""`stocktake save` and `stocktake load`: a running world into a file, and back."""

from pathlib import Path

import click

from stocktake.commands.control_client import TOKEN, URL, ask
from stocktake.commands.paths import check_writable

_MEDIA = "application/vnd.sqlite3"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@URL
@TOKEN
def save(file: Path, url: str, token: str | None) -> None:
    """Write a running world into FILE: rows, clock, faults, journal, all of it."""
    from stocktake.core.store import initial_path, write_whole

    if initial_path(file).exists():
        raise click.UsageError(
            f"{file} is a world that `stocktake serve --db` keeps: save under another name"
        )
    check_writable(file, "the file")
    answer = ask("GET", url, "/database", token=token)
    try:
        write_whole(file, answer.content)
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror}") from None
    click.echo(f"saved {len(answer.content):,} bytes in {file}")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@URL
@TOKEN
def load(file: Path, url: str, token: str | None) -> None:
    """Replace a running world by the one in FILE; if FILE is not valid, nothing changes."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"cannot read {file}: {error.strerror}") from None
    media = {"Content-Type": _MEDIA}
    clock = ask("PUT", url, "/database", token=token, content=content, headers=media).json()
    click.echo(f"loaded {file}: the world's time is {clock['now']}")
