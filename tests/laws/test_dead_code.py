"""What vulture is told to ignore (pyproject.toml) is what it would report, and nothing else."""

import os
import tomllib
from pathlib import Path

import vulture

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["vulture"]


def reported(*folders: str) -> set[str]:
    """Return the names that vulture reports in these folders when it ignores none."""
    search = vulture.Vulture(ignore_decorators=SETTINGS["ignore_decorators"])
    search.scavenge([os.fspath(ROOT / folder) for folder in folders])
    return {item.name for item in search.get_unused_code()}


def test_every_ignored_name_would_be_reported() -> None:
    needed = reported(*SETTINGS["paths"]) | reported("simulators", "scripts")
    assert set(SETTINGS["ignore_names"]) - needed == set()
