"""`stocktake journal`: what happened in a running world, a line for each row, or one in full."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stocktake.commands.control_client import on_server
from stocktake.commands.paths import check_writable
from stocktake.commands.tables import (
    cell,
    json_text,
    line_of,
    print_json,
    print_lines,
    read_value,
    widths_of,
)

if TYPE_CHECKING:
    from stocktake.client.control import Control

KINDS = ("exchange", "event", "clock", "fault", "job", "callback", "not_received")
_COLUMNS = ("number", "world time", "simulator", "operation", "status", "what was wrong")
_WAIT = "20s"


@click.command()
@click.argument("number", required=False, type=click.IntRange(1))
@on_server
@click.option("--simulator", metavar="NAME", help="Only rows of this simulator.")
@click.option("--operation", metavar="NAME", help="Only this operation, event or action.")
@click.option("--status", type=int, metavar="CODE", help="Only answers of this status.")
@click.option("--kind", type=click.Choice(KINDS), help="Only rows of this kind.")
@click.option("--after", type=click.IntRange(0), metavar="NUMBER", help="Only rows above this one.")
@click.option("--limit", type=click.IntRange(1), metavar="ROWS", help="No more, the oldest.")
@click.option("--last", type=click.IntRange(1), metavar="ROWS", help="No more, the newest.")
@click.option("--text", metavar="TEXT", help="Only rows with this in path, query, body or note.")
@click.option("--fault", metavar="NUMBER", help="Only rows that this fault struck; `any`: any.")
@click.option("--noted", is_flag=True, help="Only rows with a note, such as of what was ignored.")
@click.option("--write/--read", default=None, help="Only requests that want a change, or others.")
@click.option("--client", metavar="NAME", help="Only requests whose User-Agent has this in it.")
@click.option("--before", type=click.IntRange(1), metavar="NUMBER", help="Only rows below this.")
@click.option(
    "--har",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the rows into FILE as an HTTP Archive.",
)
@click.option("--follow", is_flag=True, help="Go on with each row that comes, until a signal.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def journal(
    control: Control,
    number: int | None,
    limit: int | None,
    last: int | None,
    follow: bool,
    as_json: bool,
    noted: bool,
    har: Path | None,
    **filters: Any,
) -> None:
    """Show what happened in a running world, oldest first; with NUMBER one row in full.

    Requests and replies are as they were sent; credentials that are not the fakes' own are hidden.
    """
    hide = _hiding(control)
    if number is not None:
        _show(hide(_row(control, number)), as_json)
        return
    if follow and (har or filters["before"]):
        raise click.UsageError("rows that are still to come are in no --har and not --before one")
    filters["noted"] = "any" if noted else None
    rows = _rows(control, limit, last, filters)
    if har is not None:
        _write_archive(har, map(hide, rows))
        return
    if not rows and not follow and not as_json:
        click.echo("the journal has no such row", err=True)
    print_rows = print_lines if as_json else _Printed()
    print_rows(map(hide, rows))
    if follow:
        seen = rows[-1]["seq"] if rows else filters["after"] or 0
        match = {
            name: value
            for name, value in filters.items()
            if value is not None and name not in ("after", "before")
        }
        for more in _come(control, seen, match):
            print_rows(map(hide, more))


def _rows(
    control: Control, limit: int | None, last: int | None, filters: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows that match, of them the oldest or the newest."""
    rows = control.journal(**filters)
    rows = rows[:limit] if limit is not None else rows
    return rows[-last:] if last is not None else rows


def _write_archive(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    from stocktake.web.har import write_of_world

    check_writable(file, "the archive")
    with file.open("w", encoding="utf-8") as opened:
        write_of_world(opened, rows)
    click.echo(f"wrote {file}")


def _row(control: Control, number: int) -> dict[str, Any]:
    found = control.get_journal(after=number - 1, limit=1)
    for row in found["entries"]:
        if row["seq"] == number:
            return dict(row)
    raise click.UsageError(f"the journal has no row {number}; its last is {found['last']}")


def _come(control: Control, seen: int, match: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield rows as they come; after a reset the numbers begin again."""
    while True:
        found = control.wait_for_journal(match=match, after=seen, timeout=_WAIT)["entries"]
        if found:
            seen = found[-1]["seq"]
            yield found
        elif control.get_journal(limit=1)["last"] < seen:
            seen = 0


def _hiding(control: Control) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what hides the credentials in a row, but for those that the fakes give out."""
    from stocktake.harness.masking import Mask

    mask = Mask(issued=frozenset(control.env.values()))

    def hide(row: dict[str, Any]) -> dict[str, Any]:
        hidden: dict[str, Any] = json.loads(mask.line(json_text(row), others=frozenset()))
        return {name: hidden[name] for name in row}

    return hide


class _Printed:
    """A table that grows; its columns become wider, never narrower."""

    def __init__(self) -> None:
        self._widths: list[int] = []

    def __call__(self, rows: Iterable[dict[str, Any]]) -> None:
        """Print these rows, below the heads the first time."""
        lines = [_line(row) for row in rows]
        if lines and not self._widths:
            lines.insert(0, [*_COLUMNS])
        if lines:
            now = widths_of(lines)
            self._widths = [max(pair) for pair in zip(now, self._widths or now, strict=True)]
        for line in lines:
            click.echo(line_of(line, self._widths))


def _line(row: dict[str, Any]) -> list[str]:
    named = row["operation"] or cell(f"{row['method'] or ''} {row['path'] or ''}".strip())
    operation = named if row["kind"] == "exchange" else f"({row['kind']}) {named}".rstrip()
    status = cell(row["status"]) or ("none" if row["kind"] == "exchange" else "")
    return [
        str(row["seq"]), _time(row), row["simulator"] or "", operation, status, _wrong(row),
    ]  # fmt: skip


def _time(row: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(row["at"] / 1000, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def _wrong(row: dict[str, Any]) -> str:
    """Return the fault that struck, that nothing arrived, and what the journal notes."""
    said = [row["fault"] or ""]
    if not row["delivered"] and row["kind"] == "exchange":
        said.append("no answer arrived")
    if row["note"]:
        said.append(cell(row["note"]))
    return "; ".join(filter(None, said))


def _show(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    number, time, simulator, operation, _, wrong = _line(row)
    click.echo(f"{number}  {time}  {simulator}  {operation}" + (f"  {wrong}" if wrong else ""))
    if row["method"] is None:
        return
    query = f"?{row['query']}" if row["query"] else ""
    _message(f"{row['method']} {row['base_url'] or ''}{row['path']}{query}", row, "request")
    _message("no answer" if row["status"] is None else str(row["status"]), row, "reply")


def _message(first: str, row: dict[str, Any], side: str) -> None:
    click.echo(f"\n{first}")
    for name, value in (row[f"{side}_headers"] or {}).items():
        click.echo(f"{name}: {value}")
    if body := row[f"{side}_body"]:
        click.echo(f"\n{_pretty(body)}")


def _pretty(body: str) -> str:
    value = read_value(body)
    return json_text(value, indent=2) if isinstance(value, dict | list) else body
