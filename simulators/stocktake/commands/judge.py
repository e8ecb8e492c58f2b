"""`stocktake check`, `stocktake replay` and `stocktake demo`: the referee."""

import functools
import shlex
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from stocktake.commands.ci import ci_report, prepare_summary
from stocktake.commands.intercepted import intercept_options, take_intercept
from stocktake.commands.paths import check_writable
from stocktake.commands.settings import given_by_hand
from stocktake.commands.simulators import OTHERS, simulators

_ROUND_TIMEOUT = click.option(
    "--round-timeout",
    default=30.0,
    show_default=True,
    metavar="S",
    type=click.FloatRange(0.1),
    help="Seconds of real time that a round may take before it is killed.",
)


def _clean_end(command: Callable[..., int]) -> Callable[..., int]:
    """Have a command exit with 128 plus the number of a signal that ends it.

    From the first moment on: until a check catches signals itself, much has to be imported.
    """

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    @functools.wraps(command)
    def run(**arguments: Any) -> int:
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        caught = [each for each in signals if signal.getsignal(each) != signal.SIG_IGN]
        before = {each: signal.signal(each, leave) for each in caught}
        try:
            return command(**arguments)
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    return run


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
    help="Another host than this machine where the engine may listen; repeatable.",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="NAME|FILE",
    help="Play only this scenario, one of ours or a file of your own (.yaml); repeatable.",
)
@click.option(
    "--connects",
    "connects",
    multiple=True,
    metavar="WAREHOUSE",
    help="A warehouse that the engine connects, such as wherefour; repeatable. Scenarios and "
    "schedules leave out the others; by default all are connected.",
)
@click.option(
    "--topology",
    type=click.Choice(["classic", "hub"]),
    help="Which routes there are: three warehouses that feed one store each, by default, or a hub,"
    " which feeds a store and three channels and has its labels bought.",
)
@click.option(
    "--route",
    "routes",
    multiple=True,
    metavar="WAREHOUSE=OUTLET",
    help="Which warehouse feeds which outlet, instead of those of a topology:"
    " at another of its places WAREHOUSE=OUTLET:PLACE, several after commas; repeatable.",
)
@click.option(
    "--reference",
    metavar="TEXT",
    help="How your engine numbers documents of orders, with {id} for the order: 'SO-{id}'; by"
    " default R{id}.",
)
@_ROUND_TIMEOUT
@click.option(
    "--time-budget",
    "--max-time",
    "time_budget",
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
@click.option(
    "--summary",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the verdict as Markdown there; on GitHub it is a summary of the job anyway.",
)
@click.option(
    "--json",
    "as_records",
    is_flag=True,
    help="Print records as they come, one JSON object a line, and nothing else on stdout.",
)
@click.option(
    "--examples",
    metavar="N",
    type=click.IntRange(1),
    help="Play N schedules drawn from --seed instead of the scenarios; implies --lines.",
)
@click.option(
    "--seed",
    metavar="S",
    type=click.IntRange(0),
    help="Random seed of the schedules; 0 by default.",
)
@click.option(
    "--capsule",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to save a schedule that the engine fails; by default named after the check.",
)
@intercept_options
@OTHERS
@_clean_end
def check(
    engine: str,
    lines: bool,
    scenarios: tuple[str, ...],
    connects: tuple[str, ...],
    topology: str | None,
    routes: tuple[str, ...],
    reference: str | None,
    report: Path | None,
    summary: Path | None,
    examples: int | None,
    seed: int | None,
    capsule: Path | None,
    **settings: Any,
) -> int:
    """Judge a sync engine: run it through the scenarios and say whether it was right.

    `stocktake scenarios`, `checks` and `duties` list what it is judged by.

    Exit code: 0 right, 1 a check failed, 2 usage, 3 not judged: the engine could not be started or
    never completed a round without faults, or the scenario could not be played as told; 4 out of
    time, 5 nothing ran. After a signal it is 128 and the signal's number.
    """
    from stocktake.harness import run_check
    from stocktake.harness.search.generated import run_generated

    prepare_summary(summary)
    on = {"routes": routes, "reference": reference or "", "topology": topology or ""}
    told = {"connects": connects or None, "report": report, "summary": summary, "on": on}
    judged: dict[str, Any] = {**told, "intercept": take_intercept(settings), **settings}
    # What stands in a file is for when no scenario is asked for.
    if examples is None or (scenarios and not given_by_hand("examples")):
        if given_by_hand("seed") or given_by_hand("capsule"):
            raise click.UsageError("--seed and --capsule go with --examples: say how many to play")
        return _judged(run_check, engine, chosen=scenarios, lines=lines, **judged)
    check_writable(capsule, "--capsule")
    if given_by_hand("scenarios"):
        raise click.UsageError("--examples goes without --scenario: leave out one of them")
    judged |= {"examples": examples, "seed": seed or 0, "capsule": capsule}
    return _judged(run_generated, engine, **judged)


def _judged(
    run: Callable[..., int],
    engine: str,
    *,
    others: tuple[str, ...],
    on: dict[str, Any],
    chosen: tuple[str, ...] = (),
    summary: Path | None,
    **settings: Any,
) -> int:
    """Judge an engine by scenarios or by examples; turn mistakes into usage errors."""
    from stocktake.harness import CannotReport, UnknownScenario, UnknownWarehouse
    from stocktake.harness.own.routes import own_topology

    served, command = simulators(others), _command(engine)
    ci = ci_report(command, summary)
    if chosen:
        settings["scenarios"] = [_scenario(each, served) for each in chosen]
    try:
        topology = own_topology(served, **on) if any(on.values()) else None
        with ci.shielded():
            return run(served, command, topology=topology, ci=ci, **settings)
    except (UnknownScenario, UnknownWarehouse, CannotReport) as error:
        raise click.UsageError(str(error.args[0])) from None


def _scenario(wanted: str, served: Sequence[Any]) -> Any:
    """Return a scenario's name, or the one in a file; a line for each thing wrong in it."""
    from stocktake.harness.own.scenarios import is_file, read_scenario
    from stocktake.web.own_files import OwnFileError

    if not is_file(wanted):
        return wanted
    try:
        return read_scenario(wanted, served)
    except OwnFileError as error:
        raise click.UsageError("\nstocktake: ".join(error.lines)) from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--engine", metavar="CMD", help="Another command than the capsule's own; it must speak lines."
)
@_ROUND_TIMEOUT
@click.option(
    "--json", "as_records", is_flag=True, help="Print records as `check --json` does, and no more."
)
@intercept_options
@OTHERS
@_clean_end
def replay(file: Path, engine: str | None, others: tuple[str, ...], **given: Any) -> int:
    """Play a capsule that `check --examples` saved, and say whether the engine fails again.

    Exit code: 0 it passes now, 1 a check fails, 2 this version cannot play the file, 3 the engine
    could not be judged.
    """
    from stocktake.harness.search.capsule import NoCapsule
    from stocktake.harness.search.replay import run_replay

    command = None if engine is None else _command(engine)
    served, intercept = simulators(others), take_intercept(given)
    try:
        return run_replay(served, file, engine=command, intercept=intercept, **given)
    except NoCapsule as error:
        raise click.UsageError(str(error)) from None


def _command(engine: str) -> list[str]:
    """Split a command as a shell would, or raise a usage error."""
    try:
        command = shlex.split(engine)
    except ValueError as error:
        raise click.UsageError(f"--engine {engine!r}: {error}") from None
    if not command:
        raise click.UsageError("--engine is empty: give the command that runs your engine")
    return command


@click.command()
@_clean_end
def demo() -> int:
    """Play every scenario with the reference engine, and the broken engines that fail them."""
    from stocktake.commands.demo import run_demo
    from stocktake.harness.report.console import console_of

    return run_demo(simulators(()), console=console_of())
