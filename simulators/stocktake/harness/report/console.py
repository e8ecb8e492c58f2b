"""The results on a console: a table of scenarios and checks, then the violations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from stocktake.harness.scenario import Scenario
from stocktake.harness.verdict import Result, Verdict

SUMMARY = {
    Verdict.RIGHT: "[green]The engine was right.[/]",
    Verdict.WRONG: "[red]The engine was wrong.[/]",
    Verdict.ENGINE: "[red]The engine could not be judged.[/]",
    Verdict.TIME: "[yellow]The time budget was spent before every scenario had run.[/]",
    Verdict.NOTHING: "[yellow]Nothing ran.[/]",
}


def table_of(results: Sequence[Result]) -> Table:
    """Return the table: a row for each scenario."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("scenario")
    table.add_column("faults")
    table.add_column("rounds", justify="right")
    table.add_column("checks")
    table.add_column("verdict")
    for result in results:
        faults = _faults(result.scenario)
        rounds = len(result.history.all_steps) if result.history else 0
        table.add_row(
            result.scenario.name, faults, str(rounds), _checks(result) or "-", _verdict(result)
        )
    return table


def print_results(console: Console, results: Sequence[Result], *, verdict: Verdict) -> None:
    """Print the table, every story, and the verdict."""
    console.print(table_of(results))
    for result in results:
        print_violations(console, result)
    console.print(SUMMARY[verdict])


def print_location(console: Console, directory: Path) -> None:
    """Print where the report is."""
    console.print(f"The report is in {directory / 'index.html'}", markup=False, soft_wrap=True)


def print_violations(console: Console, result: Result) -> None:
    """Print the story of each violation, or why a scenario was not played or not judged."""
    name = result.scenario.name
    if result.broken_down:
        console.print(f"[red]{name}[/]: {escape(result.broken_down)}", soft_wrap=True)
    if result.skipped:
        console.print(f"[yellow]{name}[/]: skipped: {escape(result.skipped)}", soft_wrap=True)
    for note in result.notes:
        console.print(f"[yellow]{name}[/]: {escape(note)}", highlight=False, soft_wrap=True)
    for violation in result.violations:
        cited = ", ".join(map(str, violation.journal)) or "-"
        head = (
            f"[red]{result.scenario.name}: {violation.check}[/] ({violation.duty}; journal {cited})"
        )
        console.print(head, soft_wrap=True)
        console.print(f"  {escape(violation.story)}", highlight=False, soft_wrap=True)


def _faults(scenario: Scenario) -> str:
    """Name the kinds of fault, and how many are planted of each."""
    counted = Counter(fault.kind for fault in scenario.faults)
    kinds = (f"{kind} ({n})" if n > 1 else kind for kind, n in counted.items())
    return "\n".join(kinds) or "none"


def _checks(result: Result) -> str:
    """Name the checks that failed and count the others."""
    lines = [f"[red]x[/] {name}" for name in result.failed]
    if passed := len(result.checks) - len(result.failed):
        lines.append(f"[green]v[/] {passed} passed")
    return "\n".join(lines)


def _verdict(result: Result) -> str:
    if result.broken_down:
        return "[red]not judged[/]"
    if result.skipped:
        return "[yellow]skipped[/]"
    return "[red]wrong[/]" if result.violations else "[green]right[/]"
