"""The engines of the zoo with their scenarios, and what a whole run of them gives."""

import ast
import sys
from pathlib import Path

from simulators import zoo
from simulators.harness.book import Case, page
from simulators.harness.check import Job, play_all, sandbox_of
from simulators.harness.runner import Engine
from simulators.harness.scenario import Scenario
from simulators.harness.scenarios import SCENARIOS
from simulators.harness.verdict import Result
from simulators.suite import SIMULATORS

ZOO = Path(zoo.__file__).parent
CAUGHT = [(scenario, broken) for scenario in SCENARIOS for broken in scenario.catches]
BY_FAULTS = [(scenario, broken) for scenario, broken in CAUGHT if scenario.faults]
AT_ONCE = 3  # an engine waits for its server most of the time
Key = tuple[str, str]


def job(module: str, scenario: Scenario, *, lines: bool = False) -> Job:
    """Return one of our engines to be put through a scenario, in lines mode where it must be."""
    command = (sys.executable, "-m", f"simulators.{module}")
    if lines := lines or scenario.listens:
        command += ("--lines",)
    return Job(engine=Engine(command=command, timeout=60, lines=lines), scenario=scenario)


def play_everything(*, without_faults: bool = True) -> dict[Key, Result]:
    """Play every engine through its scenarios; the results by engine and scenario."""
    wanted = [
        *(("engine", scenario, False) for scenario in SCENARIOS),
        *((f"zoo.{broken.engine}", scenario, broken.lines) for scenario, broken in CAUGHT),
    ]
    if without_faults:
        wanted += [(f"zoo.{b.engine}", s.without_faults(), b.lines) for s, b in BY_FAULTS]
    jobs = [job(engine, scenario, lines=lines) for engine, scenario, lines in wanted]
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening() as url:
        results = play_all(url, jobs, at_once=AT_ONCE)
    named = zip(wanted, results, strict=True)
    return {(engine, scenario.name): result for (engine, scenario, _), result in named if result}


def checks_page(results: dict[Key, Result]) -> str:
    """Return docs/checks.md as these results make it."""
    cases = [
        Case(
            engine=broken.engine,
            wrong=" ".join((ast.get_docstring(source(broken.engine)) or "").split()),
            result=results[f"zoo.{broken.engine}", scenario.name],
        )
        for scenario, broken in CAUGHT
    ]
    return page([results["engine", scenario.name] for scenario in SCENARIOS], cases)


def source(engine: str) -> ast.Module:
    """Return what a broken engine is made of."""
    return ast.parse((ZOO / f"{engine}.py").read_text())
