"""scripts/test ends as what it runs ends; programs stand in for pytest and the others."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
PROGRAMS = ("ruff", "mypy", "lint-imports", "pytest")


@pytest.mark.parametrize(("failing", "code"), [("", 0), ("pytest", 3), ("mypy", 1), ("ruff", 3)])
def test_scripts_test_fails_where_one_of_its_programs_does_and_nowhere_else(
    tmp_path: Path, failing: str, code: int
) -> None:
    scripts, programs = tmp_path / "scripts", tmp_path / "bin"
    scripts.mkdir()
    programs.mkdir()
    (scripts / "test").write_text((SCRIPTS / "test").read_text())
    # What the real one does beside making .venv.
    (scripts / "_setup").write_text("set -eu\n")
    for name in PROGRAMS:
        (programs / name).write_text(f"#!/bin/sh\nexit {3 if name == failing else 0}\n")
        (programs / name).chmod(0o755)
    done = subprocess.run(
        ["bash", scripts / "test"], capture_output=True, text=True,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
