"""`stocktake check` and `stocktake demo`: the referee."""

import shlex
from pathlib import Path

import click


@click.command()
@click.option(
    "--engine",
    required=True,
    metavar="CMD",
    help="The command that runs one round of your engine, or with --lines all of it.",
)
@click.option(
    "--lines",
    is_flag=True,
    help="The engine stays up, speaks JSON lines on stdin and stdout, and may take callbacks.",
)
@click.option(
    "--allow-callback-host",
    "allow_callback_hosts",
    multiple=True,
    metavar="HOST",
    help="A host besides this machine where the engine may listen; may be given again.",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME",
    help="Only this one; may be given again.",
)
@click.option(
    "--connects",
    "connects",
    multiple=True,
    metavar="WAREHOUSE",
    help="A warehouse that the engine connects, such as wherefour; may be given again. Scenarios "
    "that need another are skipped; by default none is.",
)
@click.option(
    "--round-timeout",
    default=30.0,
    show_default=True,
    metavar="S",
    type=click.FloatRange(0.1),
    help="Seconds of real time that a round may take before it is killed.",
)
@click.option(
    "--time-budget",
    metavar="S",
    type=click.FloatRange(0.1),
    help="Seconds of real time for the whole check; none by default.",
)
@click.option(
    "--report",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a page to read, JUnit XML, the traffic (HAR) and the journal (NDJSON) there.",
)
def check(
    engine: str,
    lines: bool,
    allow_callback_hosts: tuple[str, ...],
    scenarios: tuple[str, ...],
    connects: tuple[str, ...],
    round_timeout: float,
    time_budget: float | None,
    report: Path | None,
) -> int:
    """Judge a sync engine: run it through the scenarios and say whether it was right.

    Exit code: 0 right, 1 a check failed, 2 usage, 3 the engine could not be started or never
    completed a round without faults, 4 out of time, 5 nothing ran.
    """
    from rich.console import Console

    from simulators.harness import CannotReport, UnknownScenario, UnknownWarehouse, run_check
    from simulators.suite import SIMULATORS

    try:
        command = shlex.split(engine)
    except ValueError as error:
        raise click.UsageError(f"--engine {engine!r}: {error}") from None
    if not command:
        raise click.UsageError("--engine is empty: give the command that runs your engine")
    try:
        return run_check(
            SIMULATORS,
            command,
            scenarios=scenarios or None,
            connects=connects or None,
            round_timeout=round_timeout,
            time_budget=time_budget,
            lines=lines,
            allow_callback_hosts=allow_callback_hosts,
            report=report,
            console=Console(),
        )
    except (UnknownScenario, UnknownWarehouse, CannotReport) as error:
        raise click.UsageError(str(error.args[0])) from None


@click.command()
def demo() -> int:
    """Show it: a trading day with faults, the reference engine, and the referee's verdicts."""
    from rich.console import Console

    from simulators.harness import run_demo
    from simulators.suite import SIMULATORS

    return run_demo(SIMULATORS, console=Console())
