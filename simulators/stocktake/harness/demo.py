"""`stocktake demo`: the reference engine through a trading day, then broken engines, caught."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from stocktake.core.simulator import Simulator
from stocktake.harness.check import Job, play_all, sandbox_of
from stocktake.harness.play.runner import Engine
from stocktake.harness.report.console import stories, table_of
from stocktake.harness.scenario import Broken, Scenario
from stocktake.harness.scenarios import SCENARIOS
from stocktake.harness.verdict import Result, verdict_of

ROUND_TIMEOUT = 30.0
ROUNDS_TO_SETTLE = 2
TOLD = ("lost_reply", "each_order_once")
"""A kind of fault and a check of which a story is told: one says what the others are like."""


def run_demo(
    simulators: Sequence[Simulator],
    *,
    scenarios: Sequence[Scenario] = SCENARIOS,
    console: Console | None = None,
) -> int:
    """Show the referee at work; return 0 when it judged every engine as it should."""
    console = console or Console()
    reference = [Job(engine=_engine("engine"), scenario=scenario) for scenario in scenarios]
    pairs = [(broken, scenario) for scenario in scenarios for broken in scenario.catches]
    hunted = [Job(engine=_engine(f"zoo.{each.engine}"), scenario=told) for each, told in pairs]
    with sandbox_of(simulators) as sandbox, sandbox.listening() as url:
        console.print(f"Fake warehouses and a shop are listening at {url}.")
        judged = _play(console, url, reference, label="The reference engine trades")
        console.print(table_of(judged))
        for result in judged:
            stories(console, result)
        caught = _play(console, url, hunted, label="Broken engines trade")
    console.print(_caught(pairs, caught))
    for result in caught:
        kinds = {fault.kind for fault in result.scenario.faults}
        if TOLD[0] in kinds and TOLD[1] in result.failed:
            stories(console, result)
            break
    console.print("docs/checks.md tells of the others.")
    as_meant = [
        set(result.failed) == set(broken.fails)
        for (broken, _), result in zip(pairs, caught, strict=True)
    ]
    if verdict_of(judged, planned=len(reference)) or not all(as_meant):
        console.print("[red]The referee or the reference engine is not what it should be.[/]")
        return 1
    console.print("The reference engine was right, and every broken engine was caught.")
    return 0


def _engine(module: str) -> Engine:
    """Return one of our engines, which stays up: a process for every round would take minutes."""
    command = (sys.executable, "-m", f"stocktake.{module}", "--lines")
    return Engine(command=command, timeout=ROUND_TIMEOUT, lines=True)


def _play(console: Console, url: str, jobs: Sequence[Job], *, label: str) -> list[Result]:
    """Play jobs behind a progress bar that counts rounds of engines."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rounds"),
        TimeElapsedColumn(),
    )
    expected = sum(len(job.scenario.steps) + ROUNDS_TO_SETTLE for job in jobs)
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(label, total=expected)
        results = play_all(url, jobs, on_round=lambda _: progress.advance(task))
        progress.update(task, total=progress.tasks[0].completed)
    return [result for result in results if result]


def _caught(pairs: Sequence[tuple[Broken, Scenario]], results: Sequence[Result]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("broken engine", "scenario", "caught by"):
        table.add_column(column)
    for (broken, scenario), result in zip(pairs, results, strict=True):
        by = ", ".join(result.failed) or result.broken_down
        table.add_row(broken.engine, scenario.name, by or "[red]not caught[/]")
    return table
