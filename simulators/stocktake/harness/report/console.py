"""The results on a console: a table of scenarios and checks, then the stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from stocktake.harness.causes import Cause
from stocktake.harness.duties import duties_in
from stocktake.harness.history import History
from stocktake.harness.report.faults import faults_by_kind
from stocktake.harness.report.legend import LEGENDS
from stocktake.harness.report.numbers import numbers_of
from stocktake.harness.report.texts import (
    first_sentence,
    plain,
    seconds_of,
    sentences_of,
    verdict_word,
)
from stocktake.harness.verdict import Result, Verdict
from stocktake.harness.violation import Violation

SUMMARY = {
    Verdict.RIGHT: "[green]The engine was right.[/]",
    Verdict.WRONG: "[red]The engine was wrong.[/]",
    Verdict.ENGINE: "[red]The engine could not be judged.[/]",
    Verdict.TIME: "[yellow]The time budget was spent before every scenario had run.[/]",
    Verdict.NOTHING: "[yellow]Nothing ran.[/]",
    None: "[yellow]The check was interrupted before every scenario had run.[/]",
}
_COLOURS = {"right": "green", "wrong": "red", "not judged": "red", "skipped": "yellow"}
_SIGNS = {"right": "\N{CHECK MARK}", "wrong": "\N{BALLOT X}", "not judged": "?", "skipped": "-"}
MOST = 4
"""How many causes of one check are told of a scenario, and how many that follow from each."""
_ANY_WIDTH = 10_000
_LETTERS = {"\N{CHECK MARK}": "v", "\N{BALLOT X}": "x"}


def sign(console: Console, word: str) -> str:
    """Return the sign of a verdict in its colour, a letter where the console has no such sign."""
    shown = _SIGNS[word]
    try:
        shown.encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        shown = _LETTERS[shown]
    return f"[{_COLOURS[word]}]{shown}[/]"


def table_of(results: Sequence[Result], console: Console) -> Table:
    """Return the table: a row for each scenario."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("scenario")
    table.add_column("faults")
    table.add_column("rounds", justify="right")
    table.add_column("checks", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for result in results:
        faults = "\n".join(faults_by_kind(result)) or "none"
        rounds = len(result.history.all_steps) if result.history else 0
        word = verdict_word(result)
        table.add_row(
            result.scenario.name,
            faults,
            str(rounds),
            _checks(result, console) or "-",
            f"[{_COLOURS[word]}]{word}[/]",
        )
    return table


def console_of(*, stderr: bool = False) -> Console:
    """Return a console that never breaks a line: a terminal does, and in a pipe nobody should."""
    return Console(stderr=stderr, soft_wrap=True)


def print_table(console: Console, table: Table) -> None:
    """Print a table; where its words and names do not fit, it is wider than the console.

    In a pipe each row is one line.
    """
    if not console.is_terminal:
        for line in _lines(table):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        return
    for column in table.columns:
        lines = [line for cell in [column.header, *column.cells] for line in str(cell).split("\n")]
        sizes = [console.measure(line) for line in lines]
        column.min_width = max(size.maximum if column.no_wrap else size.minimum for size in sizes)
    needed = Measurement.get(console, console.options.update_width(_ANY_WIDTH), table).minimum
    if needed > console.width:
        table.width = needed
    console.print(table, crop=False, soft_wrap=False)


def _lines(table: Table) -> Iterator[str]:
    """Yield a table as text, its columns aligned, with a line for each row."""
    if table.title:
        yield str(table.title)
    columns = [[_cell(column.header), *map(_cell, column.cells)] for column in table.columns]
    widths = [max(map(cell_len, cells)) for cells in columns]
    for row in zip(*columns, strict=True):
        cells = zip(row, widths, table.columns, strict=True)
        spelled = [
            " " * (width - cell_len(cell)) + cell
            if column.justify == "right"
            else cell + " " * (width - cell_len(cell))
            for cell, width, column in cells
        ]
        yield "  ".join(spelled).rstrip()


def _cell(value: RenderableType) -> str:
    return Text.from_markup(str(value)).plain.replace("\n", ", ")


def _print_story(console: Console, story: str) -> None:
    """Print a story, each sentence on a line of its own."""
    for sentence in sentences_of(plain(story)):
        console.print(f"  {escape(sentence)}", highlight=False, soft_wrap=True)


def print_line(console: Console, result: Result) -> None:
    """Print in one line that a scenario has ended, and how."""
    word = verdict_word(result)
    rest = ", ".join(result.failed) or escape(result.broken_down or result.skipped)
    time = f"  {seconds_of(result):.1f} s" if result.history else ""
    console.print(
        f"{sign(console, word)} {result.scenario.name}{time}{f'  {rest}' if rest else ''}",
        highlight=False,
        soft_wrap=True,
    )


def print_results(console: Console, results: Sequence[Result], *, verdict: Verdict | None) -> None:
    """Print the table, every story, what is shown in the end, and the verdict."""
    print_table(console, table_of(results, console))
    for result in results:
        print_violations(console, result)
        print_numbers(console, result)
    print_legend(console, results)
    console.print(SUMMARY[verdict], soft_wrap=True)


def print_location(console: Console, directory: Path) -> None:
    """Print where the report is."""
    console.print(f"The report is in {directory / 'index.html'}", markup=False, soft_wrap=True)


def print_violations(console: Console, result: Result) -> None:
    """Print the story of each cause, or why a scenario was not played or not judged."""
    name = result.scenario.name
    if result.broken_down:
        console.print(f"[red]{name}[/]: {escape(result.broken_down)}", soft_wrap=True)
    if result.skipped:
        console.print(f"[yellow]{name}[/]: skipped: {escape(result.skipped)}", soft_wrap=True)
    for note in result.notes:
        console.print(f"[yellow]{name}[/]: {escape(note)}", highlight=False, soft_wrap=True)
    told: Counter[str] = Counter()
    for cause in result.causes:
        told[cause.violation.check] += 1
        if told[cause.violation.check] <= MOST:
            _print_cause(console, name, cause)
            _print_whys(console, cause.violation, result.history)
    for check, count in told.items():
        if count > MOST:
            console.print(f"[red]{name}: {check}[/] {count - MOST} times more", soft_wrap=True)


def _print_cause(console: Console, scenario: str, cause: Cause) -> None:
    first = cause.violation
    head = f"[red]{scenario}: {first.check}[/] {_cited(first)}"
    console.print(head, soft_wrap=True)
    _print_story(console, first.story)
    others = [each for each in cause.consequences if each.check != first.check]
    if again := len(cause.consequences) - len(others):
        said = f"  so also: [red]{first.check}[/] {again} times more, of the same"
        console.print(said, highlight=False, soft_wrap=True)
    for other in others[:MOST]:
        said = f"{_cited(other)}: {first_sentence(plain(other.story))}"
        console.print(
            f"  so also: [red]{other.check}[/] {escape(said)}", highlight=False, soft_wrap=True
        )
    if len(others) > MOST:
        console.print(f"  so also: {len(others) - MOST} more", highlight=False, soft_wrap=True)


def _print_whys(console: Console, violation: Violation, history: History | None) -> None:
    """Say of wrong numbers why they are wrong, where a cause explains it."""
    if history is None or not violation.numbers:
        return
    from stocktake.harness.report.told import Causes  # a right engine needs none of it

    causes = Causes(history)
    for number in violation.numbers[:MOST]:
        if told := causes.number(number):
            said = f"  why: {number.sku} at {number.place}: {told.clause}. {told.sentence}"
            console.print(escape(plain(said)), highlight=False, soft_wrap=True)


def _cited(violation: Violation) -> str:
    return f"({violation.duty}; journal {', '.join(map(str, violation.journal)) or '-'})"


def print_numbers(console: Console, result: Result) -> None:
    """Print what is shown wrong in the end, of a scenario that fails."""
    rows = [row for row in numbers_of(result.history) if row.is_wrong] if result.failed else []
    if not rows:
        return
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        title=f"{result.scenario.name}: numbers that are wrong in the end",
        title_justify="left",
        title_style="",
    )
    for name in ("SKU", "place", "right", "shown", "warehouse", "can ship", "owed", ""):
        is_number = name in ("right", "shown", "can ship", "owed")
        table.add_column(name, justify="right" if is_number else "left", no_wrap=bool(name))
    for row in rows:
        shown = " and ".join(row.shown)
        cells = (
            row.sku, f"{row.outlet} {row.place}", row.right, shown, row.warehouse, row.can_ship,
            row.owed, row.why,
        )  # fmt: skip
        table.add_row(*map(escape, cells))
    print_table(console, table)


def print_legend(console: Console, results: Iterable[Result]) -> None:
    """Print a sentence for each duty and each check that the stories name, and where to read on."""
    found = [violation for result in results for violation in result.violations]
    if not found:
        return
    checks = dict.fromkeys(violation.check for violation in found)
    duties = sorted(
        set(duties_in(", ".join(violation.duty for violation in found))),
        key=lambda duty: int(duty.number[1:]),
    )
    for name in checks:
        if legend := LEGENDS.get(name):
            said = f"{name}: {legend.sentence}"
            console.print(said, highlight=False, soft_wrap=True, markup=False)
    for duty in duties:
        said = f"{duty.number} {duty.name}: {duty.sentence}"
        console.print(said, highlight=False, soft_wrap=True, markup=False)
    # Not pages of docs: a wheel has none.
    console.print(
        "`stocktake checks` and `stocktake duties` list them all.", highlight=False, soft_wrap=True
    )


def _checks(result: Result, console: Console) -> str:
    """Name the checks that failed and count the others."""
    lines = [f"{sign(console, 'wrong')} {name}" for name in result.failed]
    if passed := len(result.checks) - len(result.failed):
        lines.append(f"{sign(console, 'right')} {passed} passed")
    return "\n".join(lines)
