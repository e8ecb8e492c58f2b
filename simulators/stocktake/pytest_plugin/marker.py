"""The marker: `@pytest.mark.stocktake(now=..., seed=..., quirks={...}, faults=[...])`, read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, NoReturn

import pytest

from stocktake.core.config import WorldSettings

SETTINGS = tuple(name for name in WorldSettings.__annotations__ if name != "quirks")
KNOWN = (*SETTINGS, "quirks", "faults")


@dataclass(frozen=True, slots=True)
class Beginning:
    """How the world of a test begins: settings that are not the session's, quirks and faults.

    `faults` are as `POST /_sim/faults` takes them.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)


def read_marker(node: pytest.Item) -> Beginning:
    """Return what the markers of a test ask for, those nearest to it last.

    The nearest setting counts; quirks and faults of all are taken together. What a marker cannot
    have is a failure in one line.
    """
    settings: dict[str, Any] = {}
    faults: list[dict[str, Any]] = []
    for marker in reversed(list(node.iter_markers("stocktake"))):
        _check(marker)
        given = {name: _spelled(value) for name, value in marker.kwargs.items()}
        faults += given.pop("faults", [])
        quirks = {**settings.get("quirks", {}), **given.pop("quirks", {})}
        settings |= given | ({"quirks": quirks} if quirks else {})
    if isinstance(settings.get("seed_file"), str):
        settings["seed_file"] = _goods(node, settings["seed_file"])
    return Beginning(settings, faults)


def _check(marker: pytest.Mark) -> None:
    if marker.args:
        wrong(f"takes names only: write seed=7, not {marker.args[0]!r}")
    for name, value in marker.kwargs.items():
        if name not in KNOWN:
            wrong(f"takes no {name!r}; it takes {', '.join(KNOWN)}")
        if name == "quirks" and not isinstance(value, dict):
            wrong('takes quirks={"<simulator>.<name>": value}')
        if name == "faults" and not (
            isinstance(value, list | tuple) and all(isinstance(each, dict) for each in value)
        ):
            wrong('takes faults=[{"simulator": ..., "operation": ..., "kind": ...}]')


def _spelled(value: Any) -> Any:
    """Return a date as ISO 8601, a path as text, and the rest as it is, if it can be sent."""
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if why := _unsayable(value):
        wrong(f"takes what JSON can say, not {value!r}: {why}")
    return value


def _goods(node: pytest.Item, file: str) -> dict[str, Any]:
    """Return what a seed file says; it is looked for from the folder of the test's file."""
    from stocktake.core.registry import registered
    from stocktake.web.own_files import OwnFileError
    from stocktake.web.seed_file import read_seed_file

    goods: dict[str, Any] = {}
    why = ""
    try:
        goods = read_seed_file(node.path.parent / file, registered())
    except OwnFileError as error:
        why = str(error)
    if why:  # outside, so that no other exception is told
        wrong(f"cannot be: {why}")
    return goods


def _unsayable(value: Any) -> str:
    """Return why a value cannot be JSON; empty if it can."""
    try:
        json.dumps(value)
    except (TypeError, ValueError) as error:
        return str(error)
    return ""


def wrong(what: str) -> NoReturn:
    """Fail the test for its marker, in one line."""
    pytest.fail(f"@pytest.mark.stocktake {what}", pytrace=False)
