"""Engines of other minds, written from the documentation alone, are right in every scenario.

They share nothing with the reference engine or with each other, in code or in style. One that is
blamed here shows a check that asks for more than the duties do.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.client.control import Control
from stocktake.harness.check import Job, play
from stocktake.harness.play.runner import Engine
from stocktake.harness.play.server import sandbox_of
from stocktake.harness.scenario import Scenario

from tests.harness.classic import SCENARIOS
from tests.support import PYTHON

FOLDER = Path(__file__).parents[1] / "right_engines"
ENGINES = sorted(path.parent.name for path in FOLDER.glob("*/__main__.py"))
LISTENING = "listening"
"""The one that stays up and takes callbacks."""
SAMPLE = {
    "incremental": ("taken up again",),
    "listening": ("asked after an order", "called off by the warehouse"),
    "multipart": ("one row refuses the batch",),
    "parallel": ("rounds at once",),
    "stateless": ("killed in the middle",),
    "two_steps": ("cancel restocks twice",),
}
"""What each is played through in every run of the tests; all the others take half an hour."""


@pytest.fixture(scope="module")
def server() -> Iterator[Control]:
    with sandbox_of(SIMULATORS) as sandbox, sandbox.listening():
        yield sandbox.control


def cases(*, sample: bool) -> list[tuple[str, Scenario]]:
    """Return engines with the scenarios that they can play."""
    return [
        (engine, scenario)
        for engine in ENGINES
        for scenario in SCENARIOS
        if (scenario.name in SAMPLE[engine]) == sample
        and (engine == LISTENING or not scenario.listens)
    ]


def named(value: object) -> str:
    return value.slug if isinstance(value, Scenario) else str(value)


def assert_right(server: Control, engine: str, scenario: Scenario) -> None:
    lines = engine == LISTENING
    command = (PYTHON, str(FOLDER / engine), *(["--lines"] if lines else []))
    result = play(
        server, Job(engine=Engine(command=command, timeout=60, lines=lines), scenario=scenario)
    )
    assert result
    assert result.broken_down == ""
    assert [violation.story for violation in result.violations] == []


@pytest.mark.parametrize(("engine", "scenario"), cases(sample=True), ids=named)
def test_a_right_engine_is_told_right(server: Control, engine: str, scenario: Scenario) -> None:
    assert_right(server, engine, scenario)


@pytest.mark.full
@pytest.mark.parametrize(("engine", "scenario"), cases(sample=False), ids=named)
def test_a_right_engine_is_told_right_in_every_other_scenario(
    server: Control, engine: str, scenario: Scenario
) -> None:
    assert_right(server, engine, scenario)


def test_there_are_six_engines_of_other_minds_and_each_has_a_sample() -> None:
    assert len(ENGINES) >= 6
    assert SAMPLE.keys() == set(ENGINES)
    names = {scenario.name for scenario in SCENARIOS}
    assert all(set(sample) <= names for sample in SAMPLE.values())
