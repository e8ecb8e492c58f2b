"""Helpers for all tests."""

import functools
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from stocktake.web.sandbox import Sandbox

# How pytest loads our plugin: by itself, once this version of the package is installed.
PLUGIN = (
    []
    if any(each.value == "stocktake.pytest_plugin" for each in entry_points(group="pytest11"))
    else ["-p", "stocktake.pytest_plugin"]
)
STOCKTAKE = str(Path(sys.executable).with_name("stocktake"))


@dataclass(frozen=True)
class Listening:
    """A sandbox on a real socket: its methods as attributes."""

    sandbox: Sandbox
    url: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sandbox, name)


@contextmanager
def serving(tmp_path: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `stocktake serve` in a process of its own; yields it and its URL, and kills it."""
    port_file = tmp_path / "port"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen(
        [STOCKTAKE, "serve", "--port", "0", "--port-file", str(port_file), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
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


@functools.cache
def has(program: str) -> bool:
    """Say whether this machine has a program, and PHP its curl."""
    if shutil.which(program) is None:
        return False
    if program != "php":
        return True
    modules = subprocess.run([program, "-m"], capture_output=True, text=True).stdout
    return "curl" in modules.split()  # distributions have it in a package of its own
