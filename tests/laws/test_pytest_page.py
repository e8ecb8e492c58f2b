"""docs/pytest.md: what a reader does who has nothing but that page."""

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support import ONLY_OURS, PYTHON

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pytest.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.S | re.M)


def blocks(language: str) -> list[str]:
    return [text for said, text in BLOCKS if said == language]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with the files of the page, and the pytest of this environment."""
    for text in blocks("python"):
        named = re.match(r"# (\w+\.py)\n", text)
        assert named, "each program of the page begins with its file's name"
        (tmp_path / named[1]).write_text(text)
    (tmp_path / "bin").mkdir()
    set_ = [f"{name}={value}" for name, value in ONLY_OURS.items()]
    command = shlex.join(["env", *set_, PYTHON, "-W", "error", "-m", "pytest"])
    (tmp_path / "bin" / "pytest").write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    (tmp_path / "bin" / "pytest").chmod(0o755)
    return tmp_path


def run(folder: Path, script: str) -> str:
    """Run a block of the page in a shell; return what it printed."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, script + done.stdout + done.stderr
    return done.stdout


def shape(report: str) -> list[str]:
    """Return the lines of a report without what differs from run to run."""
    lines = [re.sub(r"127\.0\.0\.1:\d+", "HOST", line) for line in report.splitlines()]
    return [re.sub(r"-{5,}", "-", line) for line in lines]


def test_the_shell_examples_run_and_the_report_is_as_shown(folder: Path) -> None:
    smallest, first, wrong, parallel = blocks("sh")
    assert "1 passed" in run(folder, smallest)
    assert "1 passed" in run(folder, first)
    shown = shape(run(folder, wrong))
    (report,) = blocks("text")
    assert [line for line in shape(report) if line not in shown] == []
    assert list((folder / "kept").iterdir())
    assert "5 passed" in run(folder, parallel)


def test_the_page_begins_with_the_smallest_test(folder: Path) -> None:
    assert [text.partition("\n")[0] for said, text in BLOCKS][:2] == [
        "# test_smallest.py",
        "pytest test_smallest.py",
    ]
    assert len((folder / "test_smallest.py").read_text().splitlines()) <= 4


def test_a_puller_of_40_lines_is_tested_in_ten_without_a_conftest(folder: Path) -> None:
    puller, test = ((folder / name).read_text() for name in ("puller.py", "test_puller.py"))
    assert len(puller.splitlines()) <= 40
    assert len(test.splitlines()) - 1 <= 10  # the first is the name of the file
    assert not (folder / "conftest.py").exists()
    assert "stocktake" not in puller


def test_the_setting_of_the_page_is_taken(folder: Path) -> None:
    (setting,) = blocks("toml")
    assert tomllib.loads(setting)
    (folder / "pyproject.toml").write_text(setting)
    assert "4 passed" in run(folder, "pytest test_fixtures.py test_puller.py")


def test_every_block_is_of_a_language_that_a_test_runs() -> None:
    assert {said for said, _ in BLOCKS} == {"python", "sh", "toml", "text"}
