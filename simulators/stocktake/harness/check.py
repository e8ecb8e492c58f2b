"""`stocktake check`: an engine through scenarios, judged, with an exit code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rich.console import Console

from stocktake.core.simulator import Simulator
from stocktake.harness.history import Round
from stocktake.harness.play.driver import CannotStartError, DoesNotListen
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.report import prepare, write_reports
from stocktake.harness.report.console import tell
from stocktake.harness.scenario import Place, Scenario
from stocktake.harness.scenarios import SCENARIOS
from stocktake.harness.scope import in_scope
from stocktake.harness.verdict import Result, judge, verdict_of
from stocktake.web.sandbox import Sandbox

START = "2026-03-02T09:00:00Z"
TICK_MS = 1000
HOLD_S = 0.5
AT_ONCE = 2

_world_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One engine to be put through one scenario, unless `skipped` says why not; `canonical`: its
    history is for a report.
    """

    engine: Engine
    scenario: Scenario
    skipped: str = ""
    canonical: bool = False


class UnknownScenario(LookupError):  # noqa: N818  # said to whoever asked for it
    """No scenario has that name; the message says which there are."""


class UnknownWarehouse(LookupError):  # noqa: N818  # said to whoever asked for it
    """No scenario has that warehouse; the message says which there are."""


def sandbox_of(
    simulators: Sequence[Simulator],
    *,
    allow_callback_hosts: Iterable[str] = (),
    hold_s: float = HOLD_S,
) -> Sandbox:
    """Return the sandbox that scenarios are written for: few goods, a clock that only ticks."""
    return Sandbox(
        simulators,
        seed=1,
        now=START,
        clock="manual",
        tick=TICK_MS,
        seed_set=Place().goods,
        hold_s=hold_s,
        journal=0,  # a verdict cites rows: none may be dropped
        allow_callback_hosts=allow_callback_hosts,
    )


def run_check(
    simulators: Sequence[Simulator],
    engine: Sequence[str],
    *,
    scenarios: Iterable[Scenario | str] | None = None,
    round_timeout: float = 30.0,
    time_budget: float | None = None,
    lines: bool = False,
    allow_callback_hosts: Iterable[str] = (),
    connects: Iterable[str] | None = None,
    report: Path | None = None,
    console: Console | None = None,
) -> int:
    """Judge the engine that `engine` runs; print a report and return the exit code.

    `scenarios` are values or names, all of them when None; `time_budget` is seconds of wall time;
    with `lines` the engine stays up and speaks JSON lines, and may listen on this machine or on
    one of `allow_callback_hosts`. What scenarios tell of warehouses beside those that the engine
    `connects` is left out, nothing when that is None. `report` is a directory for files of what was
    found. UnknownScenario, UnknownWarehouse for what does not exist, CannotReport when there can be
    no such files.
    """
    console = console or Console()
    chosen = [_scenario(s) for s in (SCENARIOS if scenarios is None else scenarios)]
    command = Engine(command=tuple(engine), timeout=round_timeout, lines=lines)
    jobs = _jobs(command, chosen, connected=_connected(connects), canonical=report is not None)
    if report:
        prepare(report)
    until = None if time_budget is None else time.monotonic() + time_budget
    sandbox = sandbox_of(simulators, allow_callback_hosts=allow_callback_hosts)
    with sandbox, sandbox.listening() as url:
        played = play_all(url, jobs, until=until)
    results = [result for result in played if result]
    verdict = verdict_of(results, planned=len(jobs))
    tell(console, results, verdict=verdict)
    if report:
        unplayed = [scenario for scenario, result in zip(chosen, played, strict=True) if not result]
        write_reports(report, results, engine=engine, verdict=verdict, unplayed=unplayed)
        console.print(f"The report is in {report / 'index.html'}", markup=False, soft_wrap=True)
    return verdict


def _jobs(
    engine: Engine, scenarios: Iterable[Scenario], *, connected: frozenset[str], canonical: bool
) -> list[Job]:
    jobs = []
    for scenario in scenarios:
        mine = in_scope(scenario, connected)
        skipped = "" if mine else "it is about warehouses that --connects does not name"
        jobs.append(
            Job(engine=engine, scenario=mine or scenario, skipped=skipped, canonical=canonical)
        )
    return jobs


def play_all(
    url: str,
    jobs: Sequence[Job],
    *,
    at_once: int = AT_ONCE,
    until: float | None = None,
    on_round: Callable[[Round], None] = lambda _: None,
) -> list[Result | None]:
    """Play and judge jobs, a few at once, each in a world of its own; None where time was up."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda job: play(url, job, until=until, on_round=on_round), jobs))


def play(
    url: str,
    job: Job,
    *,
    until: float | None = None,
    on_round: Callable[[Round], None] = lambda _: None,
) -> Result | None:
    """Play and judge one job; None when its time was up before it began."""
    if job.skipped:
        return Result(scenario=job.scenario, history=None, checks={}, skipped=job.skipped)
    if until is not None and time.monotonic() >= until:
        return None
    world = f"{job.scenario.slug[:50]}-{next(_world_numbers)}"
    try:
        with job.engine.driver() as driver:
            seen = play_scenario(
                url,
                job.scenario,
                driver=driver,
                world=world,
                on_round=on_round,
                canonical=job.canonical,
            )
            return judge(seen, driver.stop())
    except CannotStartError as error:
        return Result(scenario=job.scenario, history=None, checks={}, broken_down=str(error))
    except DoesNotListen as deaf:
        return Result(scenario=job.scenario, history=None, checks={}, skipped=str(deaf))


def _connected(connects: Iterable[str] | None) -> frozenset[str]:
    """Return the warehouses that an engine connects: all that scenarios have, unless told."""
    known = frozenset(name for scenario in SCENARIOS for _, name in scenario.world.stores)
    connected = known if connects is None else frozenset(connects)
    if unknown := sorted(connected - known):
        raise UnknownWarehouse(f"no warehouse {unknown[0]!r}; there are {', '.join(sorted(known))}")
    return connected


def _scenario(wanted: Scenario | str) -> Scenario:
    """Find a scenario by its name, spelled with spaces or dashes."""
    if isinstance(wanted, Scenario):
        return wanted
    for scenario in SCENARIOS:
        if wanted in (scenario.name, scenario.slug):
            return scenario
    known = ", ".join(scenario.slug for scenario in SCENARIOS)
    raise UnknownScenario(f"no scenario {wanted!r}; there are {known}")
