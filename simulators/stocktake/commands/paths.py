"""Files that a command writes in the end: that they cannot be written is said before it begins."""

import os
from pathlib import Path

import click


def check_writable(path: Path | None, what: str) -> None:
    """Raise UsageError for a file that could not be written later; leave nothing behind."""
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise click.UsageError(f"{what} {path} is there, and is no file")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.touch()
        draft.unlink()
    except OSError as error:
        raise click.UsageError(f"cannot write {what} {path}: {error.strerror}") from None
