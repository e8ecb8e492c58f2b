"""action.yml and the examples of docs/ci.md: valid, and their steps run as CI runs them."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

from tests.support import PYTHON as WARM
from tests.support import STOCKTAKE

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "examples" / "ci"
ACTION: Any = yaml.safe_load((ROOT / "action.yml").read_text())
VALID = {
    "github-actions": [ROOT / "action.yml"],
    "github-workflows": [
        *(ROOT / ".github" / "workflows").iterdir(),
        *EXAMPLES.glob("github-*.yml"),
    ],
    "gitlab-ci": [EXAMPLES / ".gitlab-ci.yml"],
    "compose-spec": [ROOT / "compose.yaml"],
}
# Stands for an installed Python: an environment gets our command, pip is noted and does nothing.
PYTHON = f"""#!/bin/sh
case "$1 $2" in
  "-m venv")
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    ln -s {STOCKTAKE} "$3/bin/stocktake" ;;
  "-m pip")
    shift 2
    for each in "$@"; do echo "$each"; done >> "$PIP_LOG" ;;
  *) exec {WARM} "$@" ;;
esac
"""
RIGHT = "import sys\nfrom stocktake.engine.__main__ import main\nsys.exit(main())\n"


@dataclass
class Machine:
    """A runner: the checkout that a job begins with, and files of its own."""

    workspace: Path
    files: Path

    @property
    def pip(self) -> list[str]:
        """What pip was asked for."""
        lines = (self.files / "pip").read_text().splitlines()
        return [line for line in lines[1:] if not line.startswith("-")]

    @property
    def outputs(self) -> dict[str, str]:
        """What a step wrote for later ones."""
        lines = (self.files / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def run(self, script: str, *shell: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a script as a step of GitHub's."""
        environment = {
            **os.environ,
            "PATH": f"{self.files / 'bin'}:{Path(STOCKTAKE).parent}:{os.environ['PATH']}",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.files / "output"),
            "GITHUB_STEP_SUMMARY": str(self.files / "summary"),
            "RUNNER_TEMP": str(self.files / "temp"),
            "PIP_LOG": str(self.files / "pip"),
            **variables,
        }
        return subprocess.run(
            [*(shell or ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")), script],
            cwd=self.workspace, env=environment, capture_output=True, text=True,
        )  # fmt: skip


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A runner whose checkout is an engine that is right."""
    found = Machine(tmp_path / "workspace", tmp_path / "files")
    found.workspace.mkdir()
    (found.workspace / "my_engine.py").write_text(RIGHT)
    (found.files / "bin").mkdir(parents=True)
    (found.files / "temp").mkdir()
    for name in ("python", "python3"):
        (found.files / "bin" / name).write_text(PYTHON)
        (found.files / "bin" / name).chmod(0o755)
    return found


def acted(machine: Machine, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run both steps of the action with these inputs; return what the second did."""
    values = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}

    def filled(text: str) -> str:
        text = text.replace("${{ github.action_path }}", str(ROOT))
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)

    for step in ACTION["runs"]["steps"]:
        variables = {name: filled(text) for name, text in step["env"].items()}
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an input may hold a script"
        done = machine.run(step["run"], **variables)
    return done


def test_the_files_are_what_their_readers_expect() -> None:
    for schema, files in VALID.items():
        assert files
        done = subprocess.run(
            [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}",
             *files],
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_input_of_the_action_is_used_and_every_option_of_check_can_be_given() -> None:
    text = (ROOT / "action.yml").read_text()
    assert set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", text)) == ACTION["inputs"].keys()
    shown = subprocess.run([STOCKTAKE, "check", "--help"], capture_output=True, text=True).stdout
    script = ACTION["runs"]["steps"][1]["run"]
    for flag in set(re.findall(r"--[a-z-]+", script)):
        assert re.search(rf"^  {flag}\b", shown, re.M), flag


def test_the_action_installs_what_is_at_its_own_ref_and_says_that_the_engine_was_right(
    machine: Machine,
) -> None:
    done = acted(machine, engine="python my_engine.py", scenarios="one-shelf\n", junit="out/j.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.pip == [f"{ROOT}[fuzz,engine]"]
    report = machine.workspace / "stocktake-report"
    junit = machine.workspace / "out" / "j.xml"
    assert machine.outputs == {"verdict": "right", "report": str(report), "junit": str(junit)}
    assert (report / "index.html").exists()
    assert [suite.name for suite in JUnitXml.fromfile(str(junit))] == ["one shelf"]
    assert (machine.files / "summary").read_text().startswith("## Stocktake: The engine was right")


def test_a_wrong_engine_fails_the_step_after_its_outputs_are_written(machine: Machine) -> None:
    own = machine.workspace / "a report"
    done = acted(
        machine, engine="true", scenarios="one-shelf\nshop-asks", connects="wherefour",
        report=str(own), version="0.2.0", extras="", args="--round-timeout\n20",
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert machine.pip == ["stocktake==0.2.0"]
    assert machine.outputs["verdict"] == "wrong"
    assert machine.outputs["report"] == str(own)
    assert machine.outputs["junit"] == f"{own}/junit.xml"
    assert "::error title=one shelf%3A converged::" in done.stdout
    assert "--connects wherefour --round-timeout 20.0" in (machine.files / "summary").read_text()


@pytest.mark.parametrize(
    ("inputs", "verdict", "code"),
    [
        ({"engine": "true", "scenarios": "$(touch x)`touch y`"}, "usage", 2),
        ({"engine": "no-such-engine", "examples": "1", "seed": "3"}, "engine", 3),
    ],
)
def test_what_is_not_judged_has_a_verdict_too_and_no_input_is_run(
    machine: Machine, inputs: dict[str, str], verdict: str, code: int
) -> None:
    done = acted(machine, **inputs)
    assert (done.returncode, machine.outputs["verdict"]) == (code, verdict), done.stderr
    assert {path.name for path in machine.workspace.iterdir()} <= {
        "my_engine.py", "stocktake-report",
    }  # fmt: skip


def steps_of(name: str) -> list[str]:
    """Return the commands of an example, in their order."""
    text = (EXAMPLES / name).read_text()
    if name.endswith(".sh"):
        return [text]
    if name.startswith("github"):
        (job,) = yaml.safe_load(text)["jobs"].values()
        return [step["run"] for step in job["steps"] if "run" in step]
    job = yaml.safe_load(text)["stocktake"]
    return ["\n".join([*job["before_script"], *job["script"]])]


@pytest.mark.parametrize("name", ["github-steps.yml", ".gitlab-ci.yml", "any.sh"])
def test_the_commands_of_an_example_run_and_leave_what_it_keeps(
    machine: Machine, name: str
) -> None:
    shell = ("sh", "-c") if name.endswith(".sh") else ()
    for script in steps_of(name):
        done = machine.run(script, *shell)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "stocktake" in machine.pip
    kept = {path.name for path in (machine.workspace / "report").iterdir()}
    assert {"index.html", "junit.xml", "one-shelf.har", "one-shelf.ndjson"} <= kept
    assert name == "github-steps.yml" or "summary.md" in kept


def test_the_example_with_the_action_gives_it_inputs_that_it_has() -> None:
    (job,) = yaml.safe_load((EXAMPLES / "github-action.yml").read_text())["jobs"].values()
    (step,) = (each for each in job["steps"] if "stocktake" in each.get("uses", ""))
    assert set(step["with"]) <= ACTION["inputs"].keys()
    needed = {name for name, each in ACTION["inputs"].items() if each.get("required")}
    assert needed <= set(step["with"])
    assert shlex.split(step["with"]["engine"]) == ["python", "my_engine.py"]
