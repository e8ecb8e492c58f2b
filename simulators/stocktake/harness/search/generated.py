"""`stocktake check --examples`: an engine through schedules that nobody wrote."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from stocktake.core.simulator import Simulator
from stocktake.harness.check import UnknownWarehouse
from stocktake.harness.play.driver import CannotStartError
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import BORN, HarnessServer, harness_server
from stocktake.harness.report import prepare, write_reports
from stocktake.harness.report.console import SUMMARY, stories
from stocktake.harness.report.progress import watched
from stocktake.harness.scenario import Scenario
from stocktake.harness.search.capsule import Capsule, expected_of, here, save
from stocktake.harness.search.hunt import NOT_JUDGED, SHRINKING_PLAYS, Found, Search, Stopped, find
from stocktake.harness.search.schedules import place_of, size, strategy
from stocktake.harness.search.searched import CARRIED, often, searched
from stocktake.harness.search.vocabularies import SHOP, WAREHOUSES
from stocktake.harness.search.vocabulary import Vocabulary
from stocktake.harness.verdict import Result, Verdict

SUMMARY_OF_SEARCH = {
    Verdict.TIME: "[yellow]The time budget was spent before every example had run.[/]"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a search: so many schedules of a seed, until a moment; where to save one.

    `capsule` is None where the file is named after the check and the seed, `report` where no files
    of what was found are wanted; `only` are the checks that count, every one when it is empty;
    `patience` is how many plays shrinking may take; `warehouses` are those of the world.
    """

    examples: int
    seed: int = 0
    until: float | None = None
    capsule: Path | None = None
    only: frozenset[str] = frozenset()
    patience: int = SHRINKING_PLAYS
    report: Path | None = None
    warehouses: tuple[Vocabulary, ...] = WAREHOUSES


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
    connects: Iterable[str] | None = None,
    report: Path | None = None,
    console: Console | None = None,
) -> int:
    """Put an engine that speaks lines through generated schedules; return the exit code of `check`.

    The first schedule that it fails is shrunk, told, and saved to `capsule`. The world has the
    warehouses that the engine `connects`, all when that is None; `report` is a directory for files
    of what was found. UnknownWarehouse for one that does not exist, CannotReport when there can be
    no such files.
    """
    console = console or Console()
    until = None if time_budget is None else time.monotonic() + time_budget
    where = _connected(connects)
    wanted = Wanted(
        examples=examples, seed=seed, until=until, capsule=capsule, report=report, warehouses=where
    )
    if report:
        prepare(report)
    command = Engine(command=tuple(engine), timeout=round_timeout, lines=True)
    try:
        with harness_server(
            simulators, command, allow_callback_hosts=allow_callback_hosts
        ) as server:
            verdict = _judge(server, wanted, engine=command, console=console)
    except CannotStartError as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        verdict = Verdict.ENGINE
    console.print(SUMMARY_OF_SEARCH.get(verdict, SUMMARY[verdict]))
    return verdict


def _connected(connects: Iterable[str] | None) -> tuple[Vocabulary, ...]:
    """Return the warehouses that an engine connects: all that have a vocabulary, unless told."""
    known = {each.system: each for each in WAREHOUSES}
    names = frozenset(known if connects is None else connects)
    if unknown := sorted(names - known.keys()):
        raise UnknownWarehouse(f"no warehouse {unknown[0]!r}; there are {', '.join(sorted(known))}")
    return tuple(each for each in WAREHOUSES if each.system in names)


def hunt(server: HarnessServer, wanted: Wanted, *, console: Console) -> tuple[Search, Found | None]:
    """Search; what was found is None both when nothing is wrong and when time was up before."""
    place = place_of(SHOP, wanted.warehouses)
    search = Search(
        play=server.play,
        play_alone=server.play_alone,
        place=place,
        until=wanted.until,
        only=wanted.only,
        patience=wanted.patience,
    )
    schedules = strategy(SHOP, wanted.warehouses, listens=server.listens(place))
    with watched(search, console, examples=wanted.examples):
        try:
            found = find(search, schedules, examples=wanted.examples, seed=wanted.seed)
        except Stopped:
            if search.failure is not None:
                raise search.failure from None
            return search, None
    return search, found


def _judge(server: HarnessServer, wanted: Wanted, *, engine: Engine, console: Console) -> Verdict:
    search, found = hunt(server, wanted, console=console)
    for why, times in often(search):
        said = f"[yellow]the engine[/], {times} times: {escape(why)}"
        console.print(said, highlight=False, soft_wrap=True)
    if found is None:
        verdict = _without_a_schedule(search, wanted, console)
        result = searched(search, examples=wanted.examples, seed=wanted.seed)
    else:
        result = server.play_alone(found.shrunk, canonical=wanted.report is not None)
        _tell(console, found, result, search=search, wanted=wanted)
        path = wanted.capsule or Path(f"stocktake-{_dashed(found.check)}-{wanted.seed}.json")
        save(capsule_of(found, result, engine=engine, seed=wanted.seed), path)
        console.print(f"Saved: stocktake replay {path}", highlight=False, soft_wrap=True)
        verdict = Verdict.ENGINE if found.check == NOT_JUDGED else Verdict.WRONG
    if wanted.report:
        write_reports(wanted.report, [result], engine=engine.command, verdict=verdict)
        index = wanted.report / "index.html"
        console.print(f"The report is in {index}", markup=False, soft_wrap=True)
    return verdict


def _without_a_schedule(search: Search, wanted: Wanted, console: Console) -> Verdict:
    """Tell how many were passed, and what speaks against an engine although no schedule does."""
    console.print(
        f"{search.passed} of {wanted.examples} schedules of seed {wanted.seed} were passed."
    )
    if search.carried:
        said = CARRIED.format(search.carried)
        console.print(f"[red]{said}[/]", soft_wrap=True)
    if search.cut_off:
        return Verdict.TIME
    return Verdict.WRONG if search.carried else Verdict.RIGHT


def capsule_of(found: Found, result: Result, *, engine: Engine, seed: int) -> Capsule:
    """Return what replays a schedule that was found, judged as `result`."""
    return Capsule(
        engine=tuple(engine.command),
        seed=seed,
        example=found.example,
        born=BORN,
        plan=found.shrunk,
        expected=expected_of(found.check, result),
        **here(),
    )


def _tell(
    console: Console, found: Found, result: Result, *, search: Search, wanted: Wanted
) -> None:
    console.print(
        f"Example {found.example} of seed {wanted.seed} fails {found.check}: {_size(found.first)}. "
        f"After {search.shrinking} more plays: {_size(found.shrunk)}.",
        highlight=False,
        soft_wrap=True,
    )
    for number, step in enumerate(found.shrunk.steps):
        console.print(f"  {number} {escape(step.story)}", highlight=False, soft_wrap=True)
    stories(console, result)
    if not result.broken_down and found.check not in (*result.failed, NOT_JUDGED):
        console.print(
            f"[yellow]Played again it does not fail {found.check}: this engine does not do "
            "the same thing twice.[/]",
            soft_wrap=True,
        )


def _size(scenario: Scenario) -> str:
    names = ("event", "fault", "step")
    counted = zip(size(scenario), names, strict=True)
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for n, name in counted)


def _dashed(check: str) -> str:
    return check.replace("_", "-").replace(" ", "-")
