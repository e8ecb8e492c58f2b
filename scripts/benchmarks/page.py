"""The measured part of docs/speed.md and its picture, from the numbers that a run has kept."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from . import chart, reasons, table
from .programs import ROOT

PAGE = ROOT / "docs" / "speed.md"
BEGIN, END = "<!-- measured: scripts/bench --docs -->", "<!-- /measured -->"


def write(report: Mapping[str, Any], page: Path = PAGE) -> None:
    """Put tables and picture into the page, between its two marks; the picture beside it."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    picture = page.with_suffix(".svg")
    drawn, body = chart.drawn(report), "\n".join(_lines(report, picture.name))
    picture.write_text(drawn)
    page.write_text(f"{before}{BEGIN}\n\n{body}\n{END}{after}")


def _lines(report: Mapping[str, Any], picture: str) -> Iterator[str]:
    yield f"![CPU time of a request at each server]({picture})\n"
    for name in table.TABLES:
        if name in report:
            for each in table.TABLES[name](report[name]):
                yield from _markdown(each)
            yield f"{_conditions(report[name]['run_of'])}\n"
    yield from _markdown(table.goals(report["goals"]))
    yield from _missed(report["goals"])


def _missed(goals: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each goal that is missed, with its figure and the reason that profiling has found."""
    missed = [goal for goal in goals if goal["met"] is False and goal["what"] in reasons.REASONS]
    if missed:
        yield "Why goals are missed:\n"
        for goal in missed:
            found = table.number(goal["measured"], 3)
            aim = f"{goal['sense']} {goal['goal']:g}"
            yield f"- **{goal['what']}** ({found}; {aim}): {reasons.REASONS[goal['what']]}"
        yield ""


def _conditions(run: Mapping[str, Any]) -> str:
    pinned = "server and client on a core each" if run["pinned"] else "nothing pinned"
    load = "" if run["load"] is None else f", load {run['load']:.1f}"
    return f"*Python {run['python']}, {run['system']}, {run['cores']} cores{load}, {pinned}.*"


def _markdown(shown: Table) -> Iterator[str]:
    yield f"### {shown.title}\n"
    columns = shown.columns
    yield _row(str(column.header) for column in columns)
    yield _row("--:" if column.justify == "right" else "---" for column in columns)
    for cells in zip(*(column.cells for column in columns), strict=True):
        yield _row(str(cell) for cell in cells)
    yield ""
    if shown.caption:
        yield from (f"{line}  " for line in str(shown.caption).splitlines())
        yield ""


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
