"""The engines of the zoo with their scenarios, and what a whole run of them gives."""

import ast
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from stocktake import SIMULATORS, zoo
from stocktake.client.control import Control
from stocktake.harness.check import Job
from stocktake.harness.play.runner import Engine, play_scenario
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Scenario
from stocktake.harness.scenarios import OF_CHANNELS
from stocktake.harness.verdict import Result, judge
from stocktake.zoo import caught, channels
from stocktake.zoo.channels import caught as caught_on_the_hub

from tests.harness import classic, hub
from tests.harness.checks_book import Case, page
from tests.support import PYTHON

ZOO, ZOO_OF_CHANNELS = Path(zoo.__file__).parent, Path(channels.__file__).parent
REFERENCE = "engine"
SCENARIOS = (*classic.SCENARIOS, *hub.SCENARIOS[-len(OF_CHANNELS) :])
"""Those of docs/checks.md: every story once, those of channels on the hub."""
NAMED = {scenario.name: scenario for scenario in classic.SCENARIOS}
CAUGHT = [
    (each, broken)
    for scenarios, table in (
        (classic.SCENARIOS, caught.CAUGHT),
        (hub.SCENARIOS, caught_on_the_hub.CAUGHT),
    )
    for broken in table
    for each in scenarios
    if each.name == broken.scenario
]
BY_FAULTS = [
    (scenario, broken) for scenario, broken in CAUGHT if scenario.faults and not broken.anyway
]
BROKEN = sorted({broken.engine for _, broken in CAUGHT})
AT_ONCE = 3  # an engine waits for its server most of the time
Key = tuple[str, str]
_world_numbers = count(1)


def job(module: str, scenario: Scenario, *, lines: bool = False) -> Job:
    """Return one of our engines to be put through a scenario, in lines mode where it must be."""
    return Job(engine=engine(module, lines=lines or scenario.listens), scenario=scenario)


def engine(module: str, *, lines: bool) -> Engine:
    """Return one of our engines."""
    command = (PYTHON, "-m", f"stocktake.{module}", *(["--lines"] if lines else []))
    return Engine(command=command, timeout=60, lines=lines)


def module_of(broken: str) -> str:
    """Return the module of a broken engine, below the package."""
    is_of_channels = (ZOO_OF_CHANNELS / f"{broken}.py").exists()
    return f"zoo.channels.{broken}" if is_of_channels else f"zoo.{broken}"


def scenarios_of(broken: str) -> list[Scenario]:
    """Return what a broken engine is put through, also without the faults."""
    mine = [scenario for scenario, each in CAUGHT if each.engine == broken]
    return mine + [scenario.without_faults() for scenario in mine if scenario.faults]


def play_in_turn(server: Control, module: str, scenarios: Sequence[Scenario]) -> dict[str, Result]:
    """Put one engine through scenarios; the results by name.

    It is one process in lines mode, but where rounds run at once, which they do in run mode only.
    """
    together = [scenario for scenario in scenarios if scenario.runs_at_once]
    others = [scenario for scenario in scenarios if not scenario.runs_at_once]
    return {
        **_play(server, engine(module, lines=True), others),
        **_play(server, engine(module, lines=False), together),
    }


def _play(server: Control, played: Engine, scenarios: Sequence[Scenario]) -> dict[str, Result]:
    if not scenarios:
        return {}
    with played.driver() as driver:
        histories = [
            play_scenario(server, scenario, driver=driver, world=f"play-{next(_world_numbers)}")
            for scenario in scenarios
        ]
        stopped = driver.stop()
    return {seen.scenario.name: judge(seen, stopped) for seen in histories}


def play_everything() -> dict[Key, Result]:
    """Play every engine through the scenarios of docs/checks.md; the results by both names."""
    plays = [(REFERENCE, list(SCENARIOS))]
    for broken in BROKEN:
        plays.append((module_of(broken), [s for s, each in CAUGHT if each.engine == broken]))
    with (
        sandbox_of(SIMULATORS) as sandbox,
        sandbox.listening(),
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        results = list(pool.map(lambda play: play_in_turn(sandbox.control, *play), plays))
    return dict(_named(plays, results))


def _named(
    plays: Sequence[tuple[str, list[Scenario]]], results: Sequence[dict[str, Result]]
) -> Iterator[tuple[Key, Result]]:
    for (module, _), found in zip(plays, results, strict=True):
        for name, result in found.items():
            yield (module, name), result


def checks_page(results: dict[Key, Result]) -> str:
    """Return docs/checks.md as these results make it."""
    return page([results[REFERENCE, scenario.name] for scenario in SCENARIOS], cases_of(results))


def cases_of(results: dict[Key, Result]) -> list[Case]:
    """Return every broken engine in its scenarios, with these verdicts."""
    return [
        Case(
            engine=broken.engine,
            wrong=" ".join((ast.get_docstring(source(broken.engine)) or "").split()),
            result=results[module_of(broken.engine), scenario.name],
            duty=broken.duty,
        )
        for scenario, broken in CAUGHT
    ]


def source(engine: str) -> ast.Module:
    """Return what a broken engine is made of."""
    name = module_of(engine).removeprefix("zoo.").replace(".", "/")
    return ast.parse((ZOO / f"{name}.py").read_text())
