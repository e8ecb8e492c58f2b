"""A capsule: one JSON file that holds a failing schedule and all that it takes to play it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stocktake.core.catalogue import fingerprint
from stocktake.harness.scenario import Event, Fault, From, Place, Request, Scenario, Step
from stocktake.harness.search.schedules import scenario_with
from stocktake.harness.verdict import Result

FORMAT = 1
MOST_BYTES = 200_000
_FROM = "$from"


class NoCapsule(ValueError):  # noqa: N818  # said to whoever gave the file
    """A file that cannot be played here; the message is one line and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """What a capsule's world is born of; `hold_s` is how long a timeout holds a connection."""

    seed: int
    scale: int
    seed_set: str
    now: str
    tick: int
    hold_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What failed: the check, and how its violation was told."""

    check: str
    duty: str
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capsule:
    """A failing schedule. `seed` and `example` are the search's; `engine` is the command."""

    engine: tuple[str, ...]
    seed: int
    example: int
    born: Born
    plan: Scenario
    expected: Expected
    version: str
    catalogue: str


def here() -> dict[str, str]:
    """Return what must be the same where a capsule is played: this version, this catalogue."""
    return {"version": version("stocktake"), "catalogue": fingerprint()}


def save(capsule: Capsule, path: Path) -> None:
    """Write a capsule as JSON that a reader can follow."""
    world = capsule.plan.world
    told = {
        "format": FORMAT,
        "version": capsule.version,
        "catalogue": capsule.catalogue,
        "engine": list(capsule.engine),
        "seed": capsule.seed,
        "example": capsule.example,
        "born": asdict(capsule.born),
        "place": asdict(world),
        "steps": [_step(step) for step in capsule.plan.steps],
        "expected": asdict(capsule.expected),
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    assert len(text.encode()) < MOST_BYTES, "a schedule is a few lines"
    path.write_text(text)


def load(path: Path) -> Capsule:
    """Read a capsule of this version and catalogue; NoCapsule for any other file."""
    try:
        told = json.loads(path.read_text())
    except OSError as error:
        raise NoCapsule(f"{path}: {error.strerror}") from None
    except ValueError:
        raise NoCapsule(f"{path} is no capsule: it is not JSON") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NoCapsule(f"{path} is no capsule of format {FORMAT}; search again with --examples")
    for name, mine in here().items():
        if told.get(name) != mine:
            raise NoCapsule(
                f"{path} was made with {name} {str(told.get(name))[:12]}, and this is {mine[:12]}: "
                f"play it with that one, or search again: stocktake check --examples "
                f"{told.get('example')} --seed {told.get('seed')}"
            )
    try:
        return _read(told)
    except (KeyError, TypeError, ValueError) as error:
        raise NoCapsule(f"{path} is no whole capsule: {error!r}") from None


def _read(told: Mapping[str, Any]) -> Capsule:
    place = {**told["place"]}
    for name in ("stores", "quirks"):
        place[name] = tuple((key, value) for key, value in place[name])
    steps = [_read_step(step) for step in told["steps"]]
    return Capsule(
        engine=tuple(told["engine"]),
        seed=told["seed"],
        example=told["example"],
        born=Born(**told["born"]),
        plan=scenario_with(steps, place=Place(**place)),
        expected=Expected(**told["expected"]),
        version=told["version"],
        catalogue=told["catalogue"],
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "story": step.story,
        "advance": step.advance,
        "events": [_happening(event) for event in step.events],
        "faults": [asdict(fault) for fault in step.faults],
    }


def _happening(event: Event | Request) -> dict[str, Any]:
    # Not asdict: it would take a From among the arguments apart.
    fields = (
        ("simulator", "method", "path") if isinstance(event, Request) else ("simulator", "name")
    )
    told = {name: getattr(event, name) for name in (*fields, "label")}
    arguments = {
        name: {_FROM: [value.label, value.key]} if isinstance(value, From) else value
        for name, value in event.arguments.items()
    }
    return {**told, "arguments": arguments}


def _read_step(told: Mapping[str, Any]) -> Step:
    return Step(
        told["story"],
        events=tuple(_read_happening(event) for event in told["events"]),
        faults=tuple(Fault(**fault) for fault in told["faults"]),
        advance=told["advance"],
    )


def _read_happening(told: Mapping[str, Any]) -> Event | Request:
    arguments = {
        name: From(*value[_FROM]) if isinstance(value, dict) and _FROM in value else value
        for name, value in told["arguments"].items()
    }
    kind = Request if "path" in told else Event
    return kind(**{**told, "arguments": arguments})


def expected_of(check: str, result: Result) -> Expected:
    """Return what a verdict leads to expect: the first violation of a check, or a breakdown."""
    for violation in result.checks.get(check, ()):
        return Expected(check=check, duty=violation.duty, story=violation.story)
    return Expected(check=check, duty="", story=result.broken_down)
