"""Helpers for all tests."""

import functools
import io
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stocktake.web.sandbox import Sandbox

from tests import warm

ONLY_OURS = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_ADDOPTS": "-p stocktake.pytest_plugin -p xdist",
}
"""Variables with which a pytest loads these plugins alone: all of them take a second."""
REAL_STOCKTAKE = str(Path(sys.executable).with_name("stocktake"))
"""The command as it is installed, for what is about its start, memory, limits or environment."""
_WARM = warm.begin(REAL_STOCKTAKE, sys.executable)
STOCKTAKE = _WARM.stocktake
"""The command in a process of its own that takes no time to start: `tests.warm` says how."""
PYTHON = _WARM.python
"""An interpreter, `python` beside it, whose `-m stocktake...` takes no time to start either."""


@dataclass(frozen=True)
class Listening:
    """A sandbox on a real socket: its methods as attributes."""

    sandbox: Sandbox
    url: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sandbox, name)


@contextmanager
def serving(
    tmp_path: Path, *arguments: str, command: str = STOCKTAKE
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `stocktake serve` in a process of its own; yields it and its URL, and kills it.

    With REAL_STOCKTAKE as the command its id is that of the server, for a look at its memory.
    """
    port_file = tmp_path / "port"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen(
        [command, "serve", "--port", "0", "--port-file", str(port_file), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 300
        while not port_file.exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield process, f"http://127.0.0.1:{port_file.read_text().strip()}"
    finally:
        process.kill()
        process.communicate()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command until it exits."""
    return subprocess.run([STOCKTAKE, *arguments], capture_output=True, text=True, check=False)


def ignored_names(sandbox: Sandbox) -> list[str]:
    """Return the names that the last call sent and the journal notes as ignored."""
    entry = sandbox.request("GET", "/_sim/journal").json()["entries"][-1]
    return list((entry["note"] or {}).get("ignored", ()))


@dataclass(frozen=True)
class Said:
    """What a command has said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it has printed as JSON."""
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one line of a mistake."""
        (line,) = self.err.splitlines()
        assert (self.code, self.out) == (2, ""), self
        return line


def command(*arguments: str) -> Said:
    """Run a command in this process, which takes no time to begin."""
    from stocktake.cli import run as run_command

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_command(arguments)
    return Said(code, out.getvalue(), err.getvalue())


@functools.cache
def has(program: str) -> bool:
    """Say whether this machine has a program, and PHP its curl."""
    if shutil.which(program) is None:
        return False
    if program == "unshare":  # where user namespaces are allowed
        isolated = [program, "--user", "--map-root-user", "--net", "true"]
        return subprocess.run(isolated, capture_output=True).returncode == 0
    if program != "php":
        return True
    modules = subprocess.run([program, "-m"], capture_output=True, text=True).stdout
    return "curl" in modules.split()  # distributions have it in a package of its own
