"""What vulture is told to ignore (pyproject.toml) is what it would report, and nothing else."""

import os
import tomllib
from pathlib import Path

import pytest
import vulture

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["vulture"]


OF_A_USER = ("simulators", "scripts")


@pytest.fixture(scope="module")
def reported() -> dict[str, set[str]]:
    """The names that vulture reports when it ignores none, with the places of each.

    First in what a user has, then in everything: the second look reads only what it adds.
    """
    search = vulture.Vulture(ignore_decorators=SETTINGS["ignore_decorators"])
    found: dict[str, set[str]] = {}
    for folders in (OF_A_USER, sorted(set(SETTINGS["paths"]) - set(OF_A_USER))):
        search.scavenge([os.fspath(ROOT / folder) for folder in folders])
        for item in search.get_unused_code():
            place = f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}"
            found.setdefault(item.name, set()).add(place)
    return found


def test_nothing_is_dead_and_nothing_is_used_by_tests_alone(reported: dict[str, set[str]]) -> None:
    """As `vulture` and `vulture simulators scripts` say, which take as long each."""
    unknown = reported.keys() - set(SETTINGS["ignore_names"])
    assert {name: reported[name] for name in unknown} == {}


def test_every_ignored_name_would_be_reported(reported: dict[str, set[str]]) -> None:
    assert set(SETTINGS["ignore_names"]) - reported.keys() == set()
