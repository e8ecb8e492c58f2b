"""`stocktake replay`: a capsule played again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from stocktake.core.simulator import Simulator
from stocktake.harness.play import ends
from stocktake.harness.play.driver import CannotStartError
from stocktake.harness.play.errors import NotJudged, Stopped
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import harness_server
from stocktake.harness.report.console import SUMMARY, console_of, print_legend, print_violations
from stocktake.harness.report.records import (
    records_of,
    start_record,
    verdict_record,
    write_record,
)
from stocktake.harness.search.capsule import Capsule, load
from stocktake.harness.search.hunt import NOT_JUDGED
from stocktake.harness.verdict import Result, Verdict


def run_replay(
    simulators: Sequence[Simulator],
    path: Path,
    *,
    engine: Sequence[str] | None = None,
    round_timeout: float = 30.0,
    intercept: tuple[str, ...] | None = None,
    as_records: bool = False,
    console: Console | None = None,
) -> int:
    """Play a capsule, with another engine than its own if one is given; return the exit code.

    With `as_records` stdout gets records (docs/reports.md), and stderr the rest. NoCapsule for a
    file that is none, or was made with another version or catalogue.
    """
    console = console or console_of(stderr=as_records)
    capsule = load(path, simulators)
    command = Engine(
        command=tuple(engine or capsule.engine), timeout=round_timeout, lines=True,
        allow_hosts=intercept,
    )  # fmt: skip
    try:
        with (
            ends.clean_end(),
            harness_server(simulators, command, config=capsule.plan.config) as server,
        ):
            result = server.play_alone(capsule.plan)
    except (CannotStartError, NotJudged) as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        console.print(SUMMARY[Verdict.ENGINE])
        return _told(Verdict.ENGINE, [], as_records)
    except Stopped:
        console.print(ends.said())
        return ends.exit_code(Verdict.TIME)
    _print(console, capsule, result)
    if result.broken_down:
        return _told(Verdict.ENGINE, [result], as_records)
    return _told(Verdict.WRONG if result.violations else Verdict.RIGHT, [result], as_records)


def _told(verdict: Verdict, results: Sequence[Result], as_records: bool) -> Verdict:
    """Write the records if they are wanted; return the verdict."""
    if as_records:
        found = (record for result in results for record in records_of(result))
        for record in (start_record(schedules=1), *found, verdict_record(verdict, results)):
            write_record(record, sys.stdout)
    return verdict


def _print(console: Console, capsule: Capsule, result: Result) -> None:
    for number, step in enumerate(capsule.plan.steps):
        console.print(f"  {number} {escape(step.story)}", highlight=False, soft_wrap=True)
    print_violations(console, result)
    print_legend(console, [result])
    console.print(_compared(capsule.expected.check, result), soft_wrap=True)


def _compared(expected: str, result: Result) -> str:
    """Say in a line how this verdict compares with the one in the capsule."""
    if result.broken_down:
        again = "again" if expected == NOT_JUDGED else f"and not failed {expected}"
        return f"[red]The engine could not be judged, {again}.[/]"
    if expected in result.failed:
        return f"[red]It fails {expected} again.[/]"
    if result.failed:
        return f"[red]It passes {expected} now, and fails {', '.join(result.failed)}.[/]"
    return f"[green]It passes {expected} now.[/]"
