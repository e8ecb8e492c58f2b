"""`stocktake check`: an engine through scenarios, judged, with an exit code."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from rich.console import Console

from stocktake.client.control import Control
from stocktake.core.simulator import Simulator
from stocktake.harness.history import Round
from stocktake.harness.play import ends
from stocktake.harness.play.driver import CannotStartError, DoesNotListen
from stocktake.harness.play.errors import NotJudged, Stopped
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.report.ci import CiReport
from stocktake.harness.report.console import console_of
from stocktake.harness.report.reporter import Reporter
from stocktake.harness.scenario import Outline, Scenario
from stocktake.harness.scenarios import scenarios_on
from stocktake.harness.topology import Topology, topology_in_scope
from stocktake.harness.verdict import Result, Verdict, judge, verdict_of

OUT_OF_SCOPE = "it is about warehouses that --connects or --route leaves out"

_world_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One engine to be put through one scenario, unless `skipped` says why not.

    `canonical`: its history is for a report.
    """

    engine: Engine
    scenario: Scenario
    skipped: str = ""
    canonical: bool = False


class UnknownScenario(LookupError):  # noqa: N818  # a message for the user, in one line
    """No scenario has that name; the message says which there are."""


def run_check(
    simulators: Sequence[Simulator],
    engine: Sequence[str],
    *,
    scenarios: Iterable[Outline | str] | None = None,
    topology: Topology | None = None,
    round_timeout: float = 30.0,
    time_budget: float | None = None,
    lines: bool = False,
    allow_callback_hosts: Sequence[str] = (),
    intercept: tuple[str, ...] | None = None,
    connects: Iterable[str] | None = None,
    report: Path | None = None,
    as_records: bool = False,
    ci: CiReport | None = None,
    console: Console | None = None,
) -> int:
    """Judge the engine that the command `engine` runs; print the results, return the exit code.

    `scenarios` are outlines or names, all when None, on the routes of a `topology` (the classic one
    when None) to warehouses that the engine `connects` (all when None). Times are seconds of wall
    time. With `lines` the engine stays up and speaks JSON lines, and may listen on this machine or
    on one of `allow_callback_hosts`. `intercept`: vendors' hosts lead to the fakes, others than
    these are refused. `report` is a directory; with `as_records` stdout gets records only
    (docs/reports.md); `ci` is told. UnknownScenario, UnknownWarehouse, CannotReport if not so.
    """
    on = topology_in_scope(simulators, topology, connects)
    chosen = _chosen(on, scenarios)
    tried = Engine(command=tuple(engine), timeout=round_timeout, lines=lines, allow_hosts=intercept)
    jobs = [_job(tried, scenario, canonical=bool(report)) for scenario in chosen]
    until = None if time_budget is None else time.monotonic() + time_budget
    sandbox = sandbox_of(simulators, allow_callback_hosts=allow_callback_hosts)
    reporter = Reporter(
        console=console or console_of(stderr=as_records), planned=chosen, engine=engine,
        report=report, as_records=as_records, ci=ci,
    )  # fmt: skip
    with ends.clean_end():
        with reporter.playing(), sandbox, sandbox.listening():
            played = play_all(sandbox.control, jobs, until=until, on_result=reporter.scenario_ended)
        return _ended(reporter, verdict_of(list(filter(None, played)), planned=len(jobs)))


def play_all(
    server: Control,
    jobs: Sequence[Job],
    *,
    at_once: int | None = None,
    until: float | None = None,
    on_round: Callable[[Round], None] = lambda _: None,
    on_result: Callable[[int, Result], None] = lambda _, __: None,
) -> list[Result | None]:
    """Play and judge jobs, `at_once`, each in a world of its own; None where time was up.

    One more than there are cores when `at_once` is None: what one does changes nothing in the
    worlds of the others, and now and then each of them waits. `on_result` is called, in any thread,
    with a job's number, from 0, and its result.
    """

    def play_one(number: int, job: Job) -> Result | None:
        result = play(server, job, until=until, on_round=on_round)
        if result:
            on_result(number, result)
        return result

    with ThreadPoolExecutor(at_once or cores() + 1) as pool:
        return list(pool.map(play_one, count(), jobs))


def cores() -> int:
    """Return how many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)  # Linux: fewer in a container, or under taskset
    return len(usable(0)) if usable else os.cpu_count() or 1


def play(
    server: Control,
    job: Job,
    *,
    until: float | None = None,
    on_round: Callable[[Round], None] = lambda _: None,
) -> Result | None:
    """Play and judge one job; None when its time was up before it began, or a signal ended it."""
    if job.skipped:
        return Result(scenario=job.scenario, history=None, checks={}, skipped=job.skipped)
    if ends.stopped() or until is not None and time.monotonic() >= until:
        return None
    world = f"{job.scenario.slug[:50]}-{next(_world_numbers)}"
    try:
        with job.engine.driver() as driver:
            history = play_scenario(
                server,
                job.scenario,
                driver=driver,
                world=world,
                on_round=on_round,
                canonical=job.canonical,
            )
            stopped = driver.stop()
            ends.go_on()
            return judge(history, stopped)
    except Stopped:
        return None
    except (CannotStartError, NotJudged) as error:
        return Result(scenario=job.scenario, history=None, checks={}, broken_down=str(error))
    except DoesNotListen as error:
        return Result(scenario=job.scenario, history=None, checks={}, skipped=str(error))


def _ended(reporter: Reporter, verdict: Verdict) -> int:
    """Report the end and return the exit code; say so where a signal has ended the check."""
    code = ends.exit_code(verdict)
    if ends.stopped():
        reporter.console.print(ends.said())
    reporter.ended(None if ends.stopped() else verdict, exit_code=code)
    return code


def _job(engine: Engine, scenario: Scenario, *, canonical: bool) -> Job:
    skipped = "" if scenario.is_in_scope else OUT_OF_SCOPE
    return Job(engine=engine, scenario=scenario, skipped=skipped, canonical=canonical)


def _chosen(topology: Topology, wanted: Iterable[Outline | str] | None) -> Sequence[Scenario]:
    known = scenarios_on(topology)
    return known if wanted is None else [_on(topology, known, each) for each in wanted]


def _on(topology: Topology, known: Sequence[Scenario], wanted: Outline | str) -> Scenario:
    """Return a scenario on a topology, found by its name, spelled with spaces or dashes."""
    if not isinstance(wanted, str):
        return wanted(topology)
    for scenario in known:
        if wanted in (scenario.name, scenario.slug):
            return scenario
    slugs = ", ".join(scenario.slug for scenario in known)
    raise UnknownScenario(f"no scenario {wanted!r}; there are {slugs}")
