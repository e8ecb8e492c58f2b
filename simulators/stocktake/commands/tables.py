"""What commands print of rows: a table of text for people, JSON for programs.

In a pipe and in a log of CI a table is plain text: columns are aligned, nothing is broken into
lines. On a terminal long cells are broken into lines by rich, which knows NO_COLOR.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

_GAP = "  "
_LEAST = 20  # letters of the last column that are left on a narrow terminal


def print_table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    heads: Mapping[str, str] | None = None,
    none: str = "",
) -> None:
    """Print these columns of the rows; where there is no row, `none` on stderr.

    `heads` says what stands above a column, where that is not its name.
    """
    titles = [(heads or {}).get(name, name) for name in columns]
    cells = [[cell(row.get(name)) for name in columns] for row in rows]
    if not cells:
        click.echo(none or "nothing", err=True)
        return
    if sys.stdout.isatty():
        _print_on_terminal(titles, cells)
        return
    widths = widths_of([titles, *cells])
    for line in (titles, *cells):
        click.echo(line_of(line, widths))


def _print_on_terminal(titles: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from stocktake.harness.report.console import print_table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, title in enumerate(titles):
        table.add_column(escape(title), no_wrap=not number)
    for line in cells:
        table.add_row(*map(escape, line))
    print_table(Console(), table)


def widths_of(lines: Iterable[Sequence[str]]) -> list[int]:
    """Return how wide each column is."""
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def line_of(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return a line of a table; on a terminal the last column is cut where the line ends."""
    *first, last = cells
    led = "".join(c.ljust(width) + _GAP for c, width in zip(first, widths, strict=False))
    return (led + _cut(last, len(led))).rstrip()


def _cut(text: str, column: int) -> str:
    if not sys.stdout.isatty():
        return text
    room = max(_LEAST, shutil.get_terminal_size().columns - column)
    return text if len(text) <= room else text[: room - 1] + "\N{HORIZONTAL ELLIPSIS}"


def cell(value: Any) -> str:
    """Return a value in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return "".join(map(_letter, value))
    return json_text(value) if isinstance(value, dict | list) else str(value)


def _letter(letter: str) -> str:
    # A line feed would break the line, other control characters would steer a terminal.
    return letter if letter.isprintable() else repr(letter)[1:-1]


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON, letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def print_json(value: Any) -> None:
    """Print one value as JSON, for a program or for a person who has asked for it."""
    click.echo(json_text(value, indent=2))


def print_lines(rows: Iterable[Any]) -> None:
    """Print one JSON value a line."""
    for row in rows:
        click.echo(json_text(row))


def read_pairs(arguments: Iterable[str]) -> dict[str, Any]:
    """Return what NAME=VALUE arguments say, each VALUE JSON or text."""
    found: dict[str, Any] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{argument!r}: write an argument as NAME=VALUE")
        found[name] = read_value(value)
    return found


def read_value(text: str) -> Any:
    """Return a value of the command line: JSON, or text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
