"""`stocktake demo`: the reference engine through a trading day, then broken engines, caught."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from stocktake.client.control import Control
from stocktake.core.simulator import Simulator
from stocktake.harness.check import Job, play_all
from stocktake.harness.play import ends
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.report.console import (
    print_legend,
    print_table,
    print_violations,
    table_of,
)
from stocktake.harness.scenario import Outline, Scenario
from stocktake.harness.scenarios import OUTLINES
from stocktake.harness.topology import topology_of
from stocktake.harness.verdict import Result, verdict_of
from stocktake.web.faults.lost_reply import KIND as LOST_REPLY
from stocktake.zoo.caught import CAUGHT, Caught

ROUND_TIMEOUT = 30.0
ROUNDS_TO_SETTLE = 2
SHOWN = (LOST_REPLY.name, "each_order_once")
"""A kind of fault and a check whose story is printed, as an example of the others."""


def run_demo(
    simulators: Sequence[Simulator],
    *,
    outlines: Sequence[Outline] = OUTLINES,
    console: Console | None = None,
) -> int:
    """Show the referee at work; return 0 when it judged every engine as it should."""
    console = console or Console()
    topology = topology_of(simulators)
    scenarios = [outline(topology) for outline in outlines]
    reference = [Job(engine=_engine("engine", on), scenario=on) for on in scenarios]
    pairs = [
        (caught, scenario)
        for scenario in scenarios
        for caught in CAUGHT
        if caught.scenario == scenario.name
    ]
    broken = [Job(engine=_engine(f"zoo.{each.engine}", on), scenario=on) for each, on in pairs]
    with ends.clean_end(), sandbox_of(simulators) as sandbox, sandbox.listening() as url:
        console.print(f"Fake warehouses and a shop are listening at {url}.")
        judged = _play(console, sandbox.control, reference, label="The reference engine trades")
        print_table(console, table_of(judged, console))
        for result in judged:
            print_violations(console, result)
        results = _play(console, sandbox.control, broken, label="Broken engines trade")
        if ends.stopped():
            return ends.exit_code(0)
    print_table(console, _table(pairs, results))
    _print_example(console, results)
    console.print("`stocktake checks` describes every check.")
    as_meant = [
        set(result.failed) == set(caught.fails)
        for (caught, _), result in zip(pairs, results, strict=True)
    ]
    if verdict_of(judged, planned=len(reference)) or not all(as_meant):
        console.print("[red]The referee or the reference engine is not what it should be.[/]")
        return 1
    console.print("The reference engine was right, and every broken engine was caught.")
    return 0


def _print_example(console: Console, results: Sequence[Result]) -> None:
    """Print the story of one broken engine."""
    for result in results:
        kinds = {fault.kind for fault in result.scenario.faults}
        if SHOWN[0] in kinds and SHOWN[1] in result.failed:
            print_violations(console, result)
            print_legend(console, [result])
            break


def _engine(module: str, scenario: Scenario) -> Engine:
    """Return one of our engines, which stays up: a process for every round would take minutes.

    Where several rounds run at once, each is a process.
    """
    lines = not scenario.runs_at_once
    command = (sys.executable, "-m", f"stocktake.{module}", *(["--lines"] if lines else []))
    return Engine(command=command, timeout=ROUND_TIMEOUT, lines=lines)


def _play(console: Console, server: Control, jobs: Sequence[Job], *, label: str) -> list[Result]:
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
        results = play_all(server, jobs, on_round=lambda _: progress.advance(task))
        progress.update(task, total=progress.tasks[0].completed)
    return [result for result in results if result]


def _table(pairs: Sequence[tuple[Caught, Scenario]], results: Sequence[Result]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("broken engine", no_wrap=True)
    table.add_column("scenario")
    table.add_column("caught by", no_wrap=True)
    for (caught, scenario), result in zip(pairs, results, strict=True):
        by = "\n".join(result.failed) or result.broken_down
        table.add_row(caught.engine, scenario.name, by or "[red]not caught[/]")
    return table
