"""docs/exec.md and docs/interception.md tell the truth: a reader can run every block."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ONLY_OURS, STOCKTAKE

ROOT = Path(__file__).resolve().parents[2]
PAGES = [(ROOT / "docs" / name).read_text() for name in ("exec.md", "interception.md")]
BLOCKS = [block for page in PAGES for block in re.findall(r"```(\w+)\n(.*?)```", page, re.S)]
SHELL = [block for language, block in BLOCKS if language == "sh"]
FILES = {
    found[1]: block
    for language, block in BLOCKS
    if language != "sh" and (found := re.search(r"(?:#|//) ([\w.]+)\n", block))
}
# A language that a machine may lack; curl and Python are there wherever the tests run.
LANGUAGES = {"node", "php", "ruby", "go", "java"}


def ports() -> list[str]:
    """Return two free ports."""
    with socket.socket() as one, socket.socket() as two:
        for each in (one, two):
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in (one, two)]


def test_every_block_but_the_shells_is_a_file_that_a_command_names() -> None:
    assert len(FILES) == len(BLOCKS) - len(SHELL)
    for name in FILES:
        assert any(name in block for block in SHELL), name


def commands() -> list[object]:
    """Return the shell's blocks, each with the languages that it needs."""
    return [
        pytest.param(block, marks=pytest.mark.needs(*sorted(LANGUAGES & set(block.split()))))
        for block in SHELL
    ]


@pytest.mark.parametrize("block", commands())
def test_a_command_of_the_pages_runs(block: str, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    plain, secure = ports()
    block = block.replace("8700", plain).replace("8743", secure)
    path = f"{Path(STOCKTAKE).parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **ONLY_OURS}
    done = subprocess.run(
        ["bash", "-e", "-c", block], env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, block + done.stdout + done.stderr
