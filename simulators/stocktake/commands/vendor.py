"""`stocktake vendor`: a package with a fake of one's own, to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

EXAMPLE = "acme"  # its vendor, in every name of the example


@click.command()
@click.argument("name")
def vendor(name: str) -> None:
    """Write a package with a fake of your own vendor into NAME_vendor, to start from.

    It is a whole one that can be served, tested and judged at once: a warehouse with bins, orders
    and shipments, and an engine. NAME is in all of its names; docs/own-vendor.md goes through it.
    """
    from stocktake.core.files import data_file
    from stocktake.core.registry import names

    if not re.fullmatch(r"[a-z][a-z0-9]{0,30}", name):
        raise click.UsageError(f"{name!r} is no name: write small letters and digits, such as acme")
    if name in names():
        raise click.UsageError(f"there is a simulator {name!r} already: give yours another name")
    folder = Path(f"{name}_vendor")
    if folder.exists():
        raise click.UsageError(f"{folder} is there already: move it away, or give another name")
    _copy(data_file("docs/examples", f"{EXAMPLE}_vendor"), folder, name)
    click.echo(f"{folder}: a fake of {name}. Next: pip install ./{folder} && stocktake serve")


def _copy(source: Path, folder: Path, name: str) -> None:
    """Copy a folder, with another name instead of the example's in all names and texts."""
    for path in sorted(source.rglob("*")):
        if path.is_dir() or path.suffix == ".pyc":
            continue
        target = folder / _renamed(path.relative_to(source).as_posix(), name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_renamed(path.read_text("utf-8"), name), "utf-8")


def _renamed(text: str, name: str) -> str:
    for spell in (str.lower, str.capitalize, str.upper):
        text = text.replace(spell(EXAMPLE), spell(name))
    return text
