"""The README tells the truth: its commands and examples run as they stand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from stocktake import SIMULATORS
from stocktake.web.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).parent

# What a README's curl does, where a machine has none: fails on a status of 400 or more.
CURL = f"""#!{sys.executable}
import argparse, sys, httpx
parser = argparse.ArgumentParser()
parser.add_argument("-u"), parser.add_argument("-H", action="append", default=[])
parser.add_argument("-X", default="GET"), parser.add_argument("-d"), parser.add_argument("url")
parser.add_argument("-g", action="store_true")
asked = parser.parse_args()
if not asked.g and set("[]{{}}") & set(asked.url):
    sys.exit("curl: (3) bad range in URL: brackets need -g")
headers = dict(line.split(": ", 1) for line in asked.H)
if asked.d:
    headers["Content-Type"] = "application/x-www-form-urlencoded"
answer = httpx.request(asked.X, asked.url, headers=headers, content=asked.d,
                       auth=tuple(asked.u.split(":", 1)) if asked.u else None)
print(answer.text)
sys.exit(answer.status_code >= 400)
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_shell_examples_run(tmp_path: Path) -> None:
    curl = shutil.which("curl")
    real = f'#!/bin/sh\nexec {curl} --fail --silent --show-error "$@"\n'
    (tmp_path / "curl").write_text(real if curl else CURL)
    (tmp_path / "curl").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{BIN}:{os.environ['PATH']}"}
    setup, serve, *rest = blocks("sh")
    (engine,) = (block for block in blocks("python") if block.startswith("# my_engine.py\n"))
    (tmp_path / "my_engine.py").write_text(engine)
    assert [line.split()[0] for line in setup.strip().splitlines()] == [
        "scripts/run",
        "scripts/test",
    ]
    assert serve == "scripts/run serve --port 8700\n"
    with Sandbox(SIMULATORS) as sandbox, sandbox.listening() as url:
        for block in rest:
            script = block.replace("http://127.0.0.1:8700", url).replace("scripts/run", "stocktake")
            done = subprocess.run(
                ["bash", "-e", "-c", script], env=environment, cwd=tmp_path,
                capture_output=True, text=True, timeout=300,
            )  # fmt: skip
            assert done.returncode == 0, block + done.stdout + done.stderr
            assert done.stdout


@pytest.mark.parametrize("block", [b for b in blocks("python") if not b.startswith("# my_engine")])
def test_a_python_example_runs(block: str) -> None:
    exec(compile(block, "README.md", "exec"), {})
    assert "Sandbox" in block


def test_every_file_that_the_readme_points_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link


def test_every_flag_of_serve_is_in_the_readme() -> None:
    shown = subprocess.run([BIN / "stocktake", "serve", "--help"], capture_output=True, text=True)
    for flag in set(re.findall(r"--[a-z-]+", shown.stdout)) - {"--help", "--host"}:
        assert flag in README, flag
