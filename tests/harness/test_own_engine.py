"""Who follows docs/judge-your-own-engine.md to the letter gets the verdicts that it promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.classic import SCENARIOS
from tests.support import STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "judge-your-own-engine.md").read_text()
BIN = f"{Path(STOCKTAKE).parent}:{Path(sys.executable).parent}"
ENGINES = dict(re.findall(r"```python\n# (\w+\.py)\n(.*?)```", PAGE, re.S))
COMMANDS = re.findall(r"```sh\n(.*?stocktake check .*?)\n```", PAGE, re.S)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A directory with the engines of the page in it."""
    for name, text in ENGINES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(("engine", "code"), [("my_engine.py", 0), ("wrong_engine.py", 1)])
def test_the_engines_of_the_page_get_the_exit_codes_of_the_page(
    desk: Path, engine: str, code: int
) -> None:
    (command,) = [each for each in COMMANDS if f"python {engine}" in each]
    environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "COLUMNS": "200"}
    done = subprocess.run(
        ["sh", "-c", command], env=environment, cwd=desk, capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    for line in re.findall(r"```text\n(.*?);", PAGE, re.S) if code else ():
        assert line in done.stdout
    assert f"The exit code is {code}" in PAGE


def test_the_page_names_scenarios_that_there_are_and_their_number() -> None:
    slugs = {scenario.slug for scenario in SCENARIOS}
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGE)) | set(
        re.findall(r"--scenario ([a-z-]+)", PAGE)
    )
    assert named <= slugs
    assert len(slugs) == 53
    assert "fifty-three scenarios" in PAGE
    assert sum(scenario.row > 0 for scenario in SCENARIOS) == 40
    assert "Forty of them are named after" in PAGE
    assert sum(scenario.listens for scenario in SCENARIOS) == 3
    assert "Three are skipped unless the engine listens" in PAGE


def test_the_thirty_lines_are_thirty() -> None:
    assert len(ENGINES["my_engine.py"].splitlines()) <= 30
