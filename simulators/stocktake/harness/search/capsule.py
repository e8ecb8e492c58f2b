"""A capsule: one JSON file with a failing schedule and all that it takes to play it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import reduce
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stocktake.core.catalogue import fingerprint
from stocktake.core.config import WorldConfig
from stocktake.core.simulator import Simulator
from stocktake.core.steps import Act, Event, Fault, From, Request
from stocktake.harness.own.routes import numbered
from stocktake.harness.route import excused
from stocktake.harness.scenario import Scenario, Step
from stocktake.harness.search.schedules import scenario_with
from stocktake.harness.topology import Topology, UnknownWarehouse, topology_of
from stocktake.harness.verdict import Result

FORMAT = 2
MOST_BYTES = 200_000
_FROM = "$from"


class NoCapsule(ValueError):  # noqa: N818  # a message for the user, in one line
    """A file that cannot be played here; the message is one line and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFailure:
    """What failed: the check, and the story of its violation."""

    check: str
    duty: str
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capsule:
    """A failing schedule. `seed` and `example` are the search's; `engine` is the command."""

    engine: tuple[str, ...]
    seed: int
    example: int
    plan: Scenario
    expected: ExpectedFailure
    version: str
    catalogue: str


def here() -> dict[str, str]:
    """Return what must be the same where a capsule is played: this version, this catalogue."""
    return {"version": version("stocktake"), "catalogue": fingerprint()}


def save(capsule: Capsule, path: Path) -> None:
    """Write a capsule to a file."""
    path.write_text(spelled(capsule))


def spelled(capsule: Capsule) -> str:
    """Return a capsule as JSON that a reader can follow."""
    content = {
        "format": FORMAT,
        "version": capsule.version,
        "catalogue": capsule.catalogue,
        "engine": list(capsule.engine),
        "seed": capsule.seed,
        "example": capsule.example,
        "world": capsule.plan.config.describe(),
        "routes": capsule.plan.topology.describe(),
        "steps": [_step(step) for step in capsule.plan.steps],
        "expected": asdict(capsule.expected),
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    assert len(text.encode()) < MOST_BYTES, "a schedule is a few lines"
    return text


def load(path: Path, simulators: Iterable[Simulator]) -> Capsule:
    """Read a capsule of this version, catalogue and simulators; NoCapsule for any other file."""
    try:
        content = json.loads(path.read_text())
    except OSError as error:
        raise NoCapsule(f"{path}: {error.strerror}") from None
    except ValueError:
        raise NoCapsule(f"{path} is no capsule: it is not JSON") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NoCapsule(f"{path} is no capsule of format {FORMAT}; search again with --examples")
    for name, mine in here().items():
        if content.get(name) != mine:
            raise NoCapsule(
                f"{path} was made with {name} {str(content.get(name))[:12]}, and this is "
                f"{mine[:12]}: play it with that one, or search again: stocktake check --examples "
                f"{content.get('example')} --seed {content.get('seed')}"
            )
    try:
        return _read(content, simulators)
    except (KeyError, TypeError, ValueError, UnknownWarehouse) as error:
        raise NoCapsule(f"{path} is no whole capsule: {error!r}") from None


def _read(content: Mapping[str, Any], simulators: Iterable[Simulator]) -> Capsule:
    routes = [(each["warehouse"], each["outlet"], each["place"]) for each in content["routes"]]
    labels = next((each["labels"] for each in content["routes"] if "labels" in each), "")
    steps = [_read_step(step) for step in content["steps"]]
    return Capsule(
        engine=tuple(content["engine"]),
        seed=content["seed"],
        example=content["example"],
        plan=scenario_with(
            steps,
            topology=_numbered(topology_of(simulators, routes, carrier=labels), content["routes"]),
            config=WorldConfig(**content["world"]),
        ),
        expected=ExpectedFailure(**content["expected"]),
        version=content["version"],
        catalogue=content["catalogue"],
    )


def _numbered(topology: Topology, routes: Iterable[Mapping[str, str]]) -> Topology:
    """Return a topology with the numbers of documents that a capsule names, if they are others."""
    usual = {route.outlet_role.reference for route in topology.routes}
    named = {each["reference"] for each in routes if "reference" in each}
    return reduce(numbered, named - usual, topology)


def _step(step: Step) -> dict[str, Any]:
    return {
        "story": step.story,
        "advance": step.advance,
        "events": [_act(act) for act in step.events],
        "faults": [_fault(fault) for fault in step.faults],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    described = asdict(fault)
    if described["arguments"].get("event", {}).get("may_be_refused"):
        del described["arguments"]["event"]["may_be_refused"]  # as everything drawn may be
    return described


def _act(act: Act) -> dict[str, Any]:
    # Not asdict: it would take a From among the arguments apart.
    names: tuple[str, ...] = ("simulator", "method", "path", "text", "label")
    if isinstance(act, Event):
        names = ("simulator", "name", "asks_engine", "label")
    arguments = {name: _argument(value) for name, value in act.arguments.items()}
    mark = {} if act.may_be_refused else {"may_be_refused": False}
    return {**{name: getattr(act, name) for name in names}, "arguments": arguments, **mark}


def _argument(value: Any) -> Any:
    if isinstance(value, list):
        return [_argument(each) for each in value]
    return {_FROM: [value.label, value.key]} if isinstance(value, From) else value


def _read_argument(value: Any) -> Any:
    if isinstance(value, list):
        return [_read_argument(each) for each in value]
    return From(*value[_FROM]) if isinstance(value, dict) and _FROM in value else value


def _read_step(content: Mapping[str, Any]) -> Step:
    return Step(
        content["story"],
        events=tuple(_read_act(act) for act in content["events"]),
        faults=tuple(excused(Fault(**fault)) for fault in content["faults"]),
        advance=content["advance"],
    )


def _read_act(content: Mapping[str, Any]) -> Act:
    arguments = {name: _read_argument(value) for name, value in content["arguments"].items()}
    kind = Request if "path" in content else Event
    # What is drawn may be refused, unless a capsule says otherwise.
    return kind(**{"may_be_refused": True, **content, "arguments": arguments})


def expected_of(check: str, result: Result) -> ExpectedFailure:
    """Return what a verdict leads to expect: the first violation of a check, or a breakdown."""
    for violation in result.checks.get(check, ()):
        return ExpectedFailure(check=check, duty=violation.duty, story=violation.story)
    return ExpectedFailure(check=check, duty="", story=result.broken_down)
