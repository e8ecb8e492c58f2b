"""`stocktake check --examples`: an engine through generated schedules."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from rich.console import Console
from rich.markup import escape

from stocktake.core.extras import require
from stocktake.core.simulator import Simulator
from stocktake.harness.masking import Mask
from stocktake.harness.play import ends
from stocktake.harness.play.driver import CannotStartError
from stocktake.harness.play.errors import NotJudged, Stopped
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import HarnessServer, harness_server
from stocktake.harness.report import prepare, write_search
from stocktake.harness.report.ci import CiReport
from stocktake.harness.report.console import (
    SUMMARY,
    console_of,
    print_legend,
    print_location,
    print_violations,
)
from stocktake.harness.report.page.campaign import Campaign
from stocktake.harness.report.progress import progress_bar
from stocktake.harness.report.records import (
    records_of,
    start_record,
    verdict_record,
    write_record,
)
from stocktake.harness.scenario import Scenario
from stocktake.harness.search.capsule import Capsule, expected_of, here, save, spelled
from stocktake.harness.search.hunt import (
    NOT_JUDGED,
    SHRINKING_PLAYS,
    Counterexample,
    Search,
    SearchStopped,
    find,
)
from stocktake.harness.search.schedules import size, strategy
from stocktake.harness.search.searched import CARRIED, frequent_notes, searched
from stocktake.harness.topology import Topology, topology_in_scope
from stocktake.harness.verdict import Result, Verdict

SUMMARY_OF_SEARCH = {
    Verdict.TIME: "[yellow]The time budget was spent before every example had run.[/]"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """What to search: so many `examples` drawn from a `seed` on a topology, `until` a moment.

    `capsule` is where to save a failing schedule, named after the check and the seed when it is
    None; `report` a directory for a report; `only` are the checks that count, every one when it is
    empty; `patience` is how many plays shrinking may take. `as_records`: stdout gets records. `ci`
    is told what was found.
    """

    topology: Topology
    examples: int
    seed: int = 0
    until: float | None = None
    capsule: Path | None = None
    only: frozenset[str] = frozenset()
    patience: int = SHRINKING_PLAYS
    report: Path | None = None
    as_records: bool = False
    ci: CiReport | None = None


def run_generated(
    simulators: Sequence[Simulator],
    engine: Sequence[str],
    *,
    examples: int,
    seed: int = 0,
    round_timeout: float = 30.0,
    time_budget: float | None = None,
    capsule: Path | None = None,
    allow_callback_hosts: Sequence[str] = (),
    intercept: tuple[str, ...] | None = None,
    topology: Topology | None = None,
    connects: Iterable[str] | None = None,
    report: Path | None = None,
    as_records: bool = False,
    ci: CiReport | None = None,
    console: Console | None = None,
) -> int:
    """Put an engine that speaks lines through generated schedules; return the exit code of `check`.

    The first schedule that it fails is shrunk, printed, and saved to `capsule`. Everything else is
    as `run_check` has it. UnknownWarehouse or CannotReport if not so, ExtraMissing without
    Hypothesis.
    """
    require("fuzz", "hypothesis", what="--examples")
    until = None if time_budget is None else time.monotonic() + time_budget
    options = SearchOptions(
        topology=topology_in_scope(simulators, topology, connects), examples=examples, seed=seed,
        until=until, capsule=capsule, report=report, as_records=as_records, ci=ci,
    )  # fmt: skip
    tried = Engine(command=tuple(engine), timeout=round_timeout, lines=True, allow_hosts=intercept)
    server = harness_server(simulators, tried, allow_callback_hosts=allow_callback_hosts)
    console = console or console_of(stderr=as_records)
    with ends.clean_end():
        return _search(server, options, engine=tried, console=console)


def _search(
    server: AbstractContextManager[HarnessServer],
    options: SearchOptions,
    *,
    engine: Engine,
    console: Console,
) -> int:
    """Search, and tell of its beginning and its end."""
    if options.report:
        prepare(options.report)
    if options.as_records:
        write_record(start_record(schedules=options.examples, seed=options.seed), sys.stdout)
    verdict = _verdict(server, options, engine=engine, console=console)
    summary = SUMMARY_OF_SEARCH.get(verdict, SUMMARY[verdict])
    said = ends.said() if ends.stopped() else summary
    console.print(said)
    if options.ci:
        is_right = verdict is Verdict.RIGHT and not ends.stopped()
        options.ci.ended(said, is_right=is_right)
    if options.as_records:
        write_record(verdict_record(verdict), sys.stdout)
    return ends.exit_code(verdict)


def _verdict(
    server: AbstractContextManager[HarnessServer],
    options: SearchOptions,
    *,
    engine: Engine,
    console: Console,
) -> Verdict:
    try:
        with server as running:
            return _judge(running, options, engine=engine, console=console)
    except (CannotStartError, NotJudged) as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        if options.ci:
            options.ci.remarks.append(options.ci.mask.said(str(error)))
        return Verdict.ENGINE
    except Stopped:
        return Verdict.TIME


def hunt(
    server: HarnessServer,
    options: SearchOptions,
    *,
    console: Console,
    campaign: Campaign | None = None,
) -> tuple[Search, Counterexample | None]:
    """Search; nothing is found both when nothing is wrong and when time was up before.

    A `campaign` takes down what is played.
    """
    topology = options.topology
    search = Search(
        play=server.play,
        play_alone=server.play_alone,
        topology=topology,
        until=options.until,
        only=options.only,
        patience=options.patience,
    )
    if campaign:
        search.on_result = campaign.took
    schedules = strategy(topology, listens=server.listens(topology))
    with progress_bar(search, console, examples=options.examples):
        try:
            found = find(search, schedules, examples=options.examples, seed=options.seed)
        except SearchStopped:
            if search.failure is not None:
                raise search.failure from None
            return search, None
    return search, found


def _judge(
    server: HarnessServer, options: SearchOptions, *, engine: Engine, console: Console
) -> Verdict:
    campaign = Campaign(examples=options.examples, seed=options.seed)
    search, found = hunt(server, options, console=console, campaign=campaign)
    campaign.found, campaign.carried = found, search.carried
    for why, times in frequent_notes(search):
        said = f"[yellow]the engine[/], {times} times: {escape(why)}"
        console.print(said, highlight=False, soft_wrap=True)
    if found is None:
        verdict = _without_a_schedule(search, options, console)
        result = searched(search, examples=options.examples, seed=options.seed)
    else:
        result = server.play_alone(found.shrunk, canonical=options.report is not None)
        _print_found(console, found, result, search=search, options=options)
        path = _capsule_path(found, options)
        campaign.replay = f"stocktake replay {quote(str(path))}"
        save(capsule_of(found, result, engine=engine, seed=options.seed), path)
        console.print(f"Saved: stocktake replay {path}", highlight=False, soft_wrap=True)
        verdict = Verdict.ENGINE if found.check == NOT_JUDGED else Verdict.WRONG
        if options.as_records:
            write_record({"type": "capsule", "path": str(path)}, sys.stdout)
    if options.ci:
        _tell_ci(options.ci, result, found, options, mask=server.mask)
    if options.as_records:
        for record in records_of(result):
            write_record(record, sys.stdout)
    if options.report:
        _report(options.report, result, campaign, engine=engine, verdict=verdict, mask=server.mask)
        print_location(console, options.report)
    return verdict


def _tell_ci(
    ci: CiReport,
    result: Result,
    found: Counterexample | None,
    options: SearchOptions,
    *,
    mask: Mask,
) -> None:
    ci.results, ci.mask = [result], mask
    if found is None:
        ci.remarks.append(result.scenario.sentence)
        return
    ci.remarks.append(_headline(found, options))
    ci.schedule.extend(step.story for step in found.shrunk.steps)
    ci.replay = f"stocktake replay {quote(str(_capsule_path(found, options)))}"


def _report(
    directory: Path,
    result: Result,
    campaign: Campaign,
    *,
    engine: Engine,
    verdict: Verdict,
    mask: Mask,
) -> None:
    """Write the report; its capsule has the command as it may be shown."""
    capsule = ""
    if campaign.found:
        shown = replace(engine, command=mask.command(engine.command))
        capsule = spelled(capsule_of(campaign.found, result, engine=shown, seed=campaign.seed))
    write_search(
        directory, result, campaign, engine=engine.command, verdict=verdict, mask=mask,
        capsule=capsule,
    )  # fmt: skip


def _without_a_schedule(search: Search, options: SearchOptions, console: Console) -> Verdict:
    """Print how many were passed, and what else speaks against an engine."""
    console.print(
        f"{search.passed} of {options.examples} schedules of seed {options.seed} were passed."
    )
    if search.carried:
        said = CARRIED.format(search.carried)
        console.print(f"[red]{said}[/]", soft_wrap=True)
    if search.cut_off:
        return Verdict.TIME
    return Verdict.WRONG if search.carried else Verdict.RIGHT


def capsule_of(found: Counterexample, result: Result, *, engine: Engine, seed: int) -> Capsule:
    """Return the capsule of a schedule that was found, judged as `result`."""
    return Capsule(
        engine=tuple(engine.command),
        seed=seed,
        example=found.example,
        plan=found.shrunk,
        expected=expected_of(found.check, result),
        **here(),
    )


def _print_found(
    console: Console,
    found: Counterexample,
    result: Result,
    *,
    search: Search,
    options: SearchOptions,
) -> None:
    after = f"After {search.shrinking} more plays: {_size(found.shrunk)}."
    console.print(f"{_headline(found, options)} {after}", highlight=False, soft_wrap=True)
    for number, step in enumerate(found.shrunk.steps):
        console.print(f"  {number} {escape(step.story)}", highlight=False, soft_wrap=True)
    print_violations(console, result)
    print_legend(console, [result])
    if not result.broken_down and found.check not in (*result.failed, NOT_JUDGED):
        console.print(
            f"[yellow]Played again it does not fail {found.check}: this engine does not do "
            "the same thing twice.[/]",
            soft_wrap=True,
        )


def _headline(found: Counterexample, options: SearchOptions) -> str:
    where = f"Example {found.example} of seed {options.seed}"
    return f"{where} fails {found.check}: {_size(found.first)}."


def _capsule_path(found: Counterexample, options: SearchOptions) -> Path:
    return options.capsule or Path(f"stocktake-{_dashed(found.check)}-{options.seed}.json")


def _size(scenario: Scenario) -> str:
    names = ("event", "fault", "step")
    counted = zip(size(scenario), names, strict=True)
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for n, name in counted)


def _dashed(check: str) -> str:
    return check.replace("_", "-").replace(" ", "-")
