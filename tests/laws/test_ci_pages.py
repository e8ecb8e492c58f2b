"""docs/install.md and docs/ci.md tell the truth: every block runs, or is a file that a test runs.

What installs, builds or needs Docker only notes how it was called: uvx, pipx and python -m build
were tried by hand, pip is in tests/test_docker.py.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from stocktake.harness.verdict import Verdict

from tests.support import STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INSTALL, CI = (DOCS / "install.md").read_text(), (DOCS / "ci.md").read_text()
SHELL = re.compile(r"(?<!-->\n)```sh\n(.*?)```", re.S)
SHOWN = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.S)
# Notes what it was asked for; an environment that `python -m venv` makes has our command.
NOTES = f"""#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
case "$*" in
  "-m venv "*)
    mkdir -p "$3/bin" "$3/lib/python3.11/site-packages"
    cp "$0" "$3/bin/python"
    echo x > "$3/lib/python3.11/site-packages/x.py"
    ln -sf {STOCKTAKE} "$3/bin/stocktake" ;;
esac
"""


def run(block: str, folder: Path, *programs: str) -> subprocess.CompletedProcess[str]:
    """Run a block as its reader would; these programs only note that they were called."""
    (folder / "bin").mkdir(exist_ok=True)
    for name in programs:
        (folder / "bin" / name).write_text(NOTES)
        (folder / "bin" / name).chmod(0o755)
    ours = Path(STOCKTAKE).parent, Path(sys.executable).parent
    path = os.pathsep.join(map(str, (folder / "bin", *ours)))
    return subprocess.run(
        ["bash", "-e", "-c", block], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
             "CALLS": str(folder / "calls")},
    )  # fmt: skip


@pytest.mark.parametrize("block", SHELL.findall(INSTALL))
def test_a_block_of_the_page_on_installing_runs(block: str, tmp_path: Path) -> None:
    done = run(block, tmp_path, "python", "pip", "uvx", "pipx", "docker")
    assert done.returncode == 0, done.stdout + done.stderr
    calls = (tmp_path / "calls").read_text().splitlines()
    called = [re.sub(r"^bare/bin/|^\.venv/bin/", "", line) for line in calls]
    assert len(called) == len(re.findall(r"^\S*(?:python|pip|uvx|pipx|docker) ", block, re.M))


def test_the_blocks_of_the_page_on_ci_are_run_or_are_the_files_that_they_name(
    tmp_path: Path,
) -> None:
    shown = SHOWN.findall(CI)
    assert {name for name, _ in shown} == {
        path.relative_to(DOCS).as_posix() for path in (DOCS / "examples" / "ci").iterdir()
    }
    for name, text in shown:
        assert (DOCS / name).read_text() == text, name
    page = (DOCS / "judge-your-own-engine.md").read_text()
    (engine,) = re.findall(r"```python\n(# my_engine\.py\n.*?)```", page, re.S)
    (tmp_path / "my_engine.py").write_text(engine)
    summary, compose = SHELL.findall(CI)
    done = run(summary, tmp_path, "docker")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "## Stocktake: The engine was right."
    assert run(compose, tmp_path).returncode == 0
    assert CI.count("```") == 2 * (len(shown) + 2)


def test_the_table_of_extras_has_each_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", INSTALL.partition("## Extras")[2], re.M)
    listed = {name for row in rows for name in re.findall(r"\w+", row)}
    assert listed == project["optional-dependencies"].keys()


def test_the_exit_codes_of_the_page_are_those_of_check() -> None:
    listed = re.findall(r"^\| (\d) \|", CI.partition("## Exit codes")[2], re.M)
    assert listed == [str(int(verdict)) for verdict in Verdict]
