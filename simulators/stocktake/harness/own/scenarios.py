"""Scenarios of a user's own: a YAML file as a story that is played like those of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from stocktake.core.config import WorldSettings
from stocktake.core.roles import Warehouse
from stocktake.core.simulator import Simulator
from stocktake.core.steps import Act, Event, Fault, From, Request
from stocktake.harness.own.complaints import complaints
from stocktake.harness.own.schema import FROM, scenario_schema
from stocktake.harness.scenario import SHELF, Scenario, Step
from stocktake.harness.topology import Topology
from stocktake.web.own_files import OwnFile, OwnFileError, Path, problems, read_own_file
from stocktake.web.sandbox import Sandbox
from stocktake.web.seed_file import with_seed_file

SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class OwnScenario:
    """What a file says, and the file; called with a topology it is the scenario on its routes."""

    file: FilePath
    content: Mapping[str, Any]
    settings: WorldSettings
    warehouses: frozenset[str]

    def __call__(self, topology: Topology) -> Scenario:
        """Return the scenario; it is out of scope where a warehouse it names is on no route."""
        content = self.content
        return Scenario(
            name=content["name"],
            sentence=content["sentence"],
            topology=topology,
            steps=tuple(_step(step, n) for n, step in enumerate(content["steps"], 1)),
            config=SHELF.changed(self.settings),
            rows_per_page=content.get("rows_per_page", 5),
            shelf=frozenset(content.get("skus", ())),
            hooked=content.get("hooked", False),
            needs=self.warehouses,
        )


def is_file(wanted: str) -> bool:
    """Whether what `--scenario` names is a file, not one of ours."""
    return wanted.lower().endswith(SUFFIXES)


def read_scenario(file: str | FilePath, simulators: Sequence[Simulator]) -> OwnScenario:
    """Return the scenario in a file; OwnFileError with a line for each thing that is wrong."""
    path = FilePath(file)
    own = read_own_file(path)
    if found := problems(scenario_schema(), own.content):
        raise own.error(found)
    settings = _settings(own, simulators)
    try:
        sandbox = Sandbox(simulators, **SHELF.changed(settings).describe())
    except ValueError as error:
        raise own.error([(("world",), str(error))]) from None
    with sandbox:
        if wrong := complaints(own.content, sandbox):
            raise own.error(wrong)
    holding = {each.name for each in simulators if isinstance(each.role, Warehouse)}
    named = frozenset(_simulators(own.content)) & holding
    return OwnScenario(path, own.content, settings, named)


def _settings(own: OwnFile, simulators: Sequence[Simulator]) -> WorldSettings:
    """Return the world's settings with its seed file read; a path is one from the file's folder."""
    settings: Any = dict(own.content.get("world", {}))  # the schema has checked it
    seed_file = settings.get("seed_file")
    if isinstance(seed_file, str):
        settings["seed_file"] = FilePath(own.name).parent / seed_file
    at: Path = ("world", "seed_file")
    try:
        return with_seed_file(settings, simulators)
    except OwnFileError as error:
        raise OwnFileError([own.told(at, line) for line in error.lines]) from None


def _simulators(content: Mapping[str, Any]) -> Iterator[str]:
    for step in content["steps"]:
        for kind in ("events", "requests", "faults"):
            yield from (each["simulator"] for each in step.get(kind, ()))


def _step(content: Mapping[str, Any], number: int) -> Step:
    acts = (*content.get("events", ()), *content.get("requests", ()))
    return Step(
        content.get("story", f"Step {number}."),
        events=tuple(read_act(act) for act in acts),
        faults=tuple(Fault(**fault) for fault in content.get("faults", ())),
        advance=content.get("advance", ""),
        at_once=content.get("at_once", 1),
        for_one_round=content.get("for_one_round", False),
    )


def read_act(content: Mapping[str, Any]) -> Act:
    """Return an event, or a request where there is a path; as capsules spell them."""
    arguments = {
        name: From(*value[FROM]) if isinstance(value, dict) and FROM in value else value
        for name, value in content.get("arguments", {}).items()
    }
    kind = Request if "path" in content else Event
    return kind(**{**content, "arguments": arguments})
