"""The documentation describes what the program has: kinds, operations, events, quirks, flags."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from stocktake.core.faults import KINDS

ROOT = Path(__file__).resolve().parents[2]
STOCKTAKE = str(Path(sys.executable).with_name("stocktake"))
PAGES = sorted((ROOT / "docs").glob("*.md"))


def test_the_generated_parts_are_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/make_docs.py", "--check"],
        cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "simulators")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


def test_every_kind_of_fault_is_in_the_help_and_in_the_documentation() -> None:
    shown = subprocess.run([STOCKTAKE, "fault", "--help"], capture_output=True, text=True).stdout
    page = (ROOT / "docs" / "faults.md").read_text()
    for name, kind in KINDS.items():
        assert name in shown
        assert f"`{name}`" in page
        for argument in kind.arguments:
            assert f"{argument}=" in shown
            assert f"`{argument}`" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_flags_that_a_page_names_exist(page: Path) -> None:
    known = subprocess.run([STOCKTAKE, "--help"], capture_output=True, text=True).stdout
    for command in set(re.findall(r"stocktake ((?:callbacks )?[a-z]+)", page.read_text())):
        assert re.search(rf"^  {command.split()[0]} ", known, re.M), command
        asked = [STOCKTAKE, *command.split(), "--help"]
        shown = subprocess.run(asked, capture_output=True, text=True)
        for line in re.findall(rf"stocktake {command}([^\n`]*)", page.read_text()):
            for flag in re.findall(r"--[a-z-]+", line):
                assert flag in shown.stdout, f"{command} {flag}"
