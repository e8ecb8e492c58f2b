"""What `stocktake stock` and `stocktake orders` share: pages of a list, as a table or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.tables import print_json, print_table

if TYPE_CHECKING:
    from stocktake.client.control import Control

Row = dict[str, Any]

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print an array of every row.")
LIMIT = click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="How many rows a table shows; --json has all.",
)
_PORTION = 1000
_WIDE = 120  # columns of a window in which sentences fit into the table


def rows_of(
    control: Control, path: str, *, query: Mapping[str, Any], most: int | None
) -> tuple[list[Row], Row]:
    """Return rows of a list, all or `most`, and its last page for the sums."""
    rows: list[Row] = []
    for page in _pages(control, path, query, most):
        rows += page["rows"]
        if page["next"] is None or (most is not None and len(rows) >= most):
            return rows[:most], page
    raise AssertionError("a list has a last page")


def _pages(
    control: Control, path: str, query: Mapping[str, Any], most: int | None
) -> Iterator[Row]:
    after: str | None = None
    while True:
        asked = {**query, "after": after, "limit": min(most or _PORTION, _PORTION)}
        page: Row = control.ask("GET", path, query=asked)
        yield page
        after = page["next"]


def show(
    rows: Sequence[Row],
    columns: Mapping[str, Callable[[Row], str]],
    *,
    as_json: bool,
    remark: str,
    numbers: Sequence[str] = (),
) -> None:
    """Print rows as a table whose first column is not broken, or as an array of JSON.

    The remark goes to stderr: data alone goes to stdout.
    """
    if as_json:
        print_json(rows)
        return
    if rows:
        _print(rows, columns, numbers)
    click.echo(remark, err=True)


def _print(
    rows: Sequence[Row], columns: Mapping[str, Callable[[Row], str]], numbers: Sequence[str]
) -> None:
    if sys.stdout.isatty():
        _print_on_terminal(rows, columns, numbers)
        return
    cells = [
        {name: "; ".join(spell(row).split("\n")) for name, spell in columns.items()} for row in rows
    ]
    print_table(cells, list(columns))


def _print_on_terminal(
    rows: Sequence[Row], columns: Mapping[str, Callable[[Row], str]], numbers: Sequence[str]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from stocktake.harness.report.console import print_table as print_wide_table

    console = Console()
    *short, told = columns
    names = list(columns) if console.width >= _WIDE else short
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(names):
        right = name in numbers
        table.add_column(name, no_wrap=index == 0 or right, justify="right" if right else "left")
    for row in rows:
        table.add_row(*(escape(columns[name](row)) for name in names))
    print_wide_table(console, table)
    if told not in names:
        for row in rows:
            if sentence := columns[told](row):
                console.print(f"{escape(columns[short[0]](row))}: {escape(sentence)}")


def number(value: float | None) -> str:
    """Spell a number without needless zeros, a dash where there is none."""
    return "–" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def at_row(row: int | None) -> str:
    """Spell a number of the journal."""
    return "" if row is None else f"#{row}"


def since(row: Row) -> str:
    """Spell since which number of the journal a row disagrees."""
    return at_row(row["row"]) or ("the beginning" if row["cause"] else "")
