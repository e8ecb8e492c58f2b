"""A peer: another fake, installed into a cache, started on the same core, asked for the same."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import client
from .cases import Case
from .processes import Server, running
from .programs import ROOT, clean_environment

_INSTALL_S = 600


class Missing(Exception):  # noqa: N818  # said of the machine, not of the program
    """A peer that cannot be run here; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a peer runs: its packages, a folder for its files, its port, and what it is to send.

    `answers` are Stocktake's own by method and path, `rows` are for those that keep rows; `found`
    is what filling it has brought, such as an id.
    """

    packages: Path
    folder: Path
    port: int
    answers: Mapping[str, Any]
    rows: list[dict[str, Any]]
    found: dict[str, str] = field(default_factory=dict)

    def file(self, name: str, text: str) -> str:
        """Write a file of the peer; return its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    def node(self, *script: str) -> list[str]:
        """Return the command that runs a script of an npm package."""
        return ["node", str(self.packages.joinpath("node_modules", *script))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another fake. `work` says what it does for an answer, `log` and `journal` how they are set.

    `installs` are packages of PyPI (`pip`) or npm, `command` how it starts, `cases` what it is
    asked, `fill` what is sent before, `ready` the path by which it shows that it has started, by
    default its `get`. `limited`: there is a goal to be ahead of it.
    """

    name: str
    registry: str
    installs: tuple[str, ...]
    work: str
    log: str
    journal: str
    command: Callable[[Place], list[str]]
    cases: Callable[[list[Case], Place], list[Case]]
    fill: Callable[[Server, Place], None] = field(default=lambda _server, _place: None)
    programs: tuple[str, ...] = ()
    limited: bool = True
    ready: str = ""

    def installed(self, cache: Path) -> Path:
        """Return the folder of its packages, installed if they were not; Missing with a reason."""
        for program in self.programs:
            if shutil.which(program) is None:
                raise Missing(f"this machine has no {program}")
        folder = cache / "peers" / self.registry / "+".join(self.installs).replace("/", "-")
        if not (folder / ".installed").exists():
            folder.mkdir(parents=True, exist_ok=True)
            _install(self.registry, self.installs, folder)
            (folder / ".installed").touch()
        return folder

    def version(self, packages: Path) -> str:
        """Return the version of what is installed, empty where it does not say."""
        name = self.installs[0].partition("[")[0]
        if self.registry == "npm":
            name = name if name.startswith("@") else name.partition("@")[0]
            about = packages / "node_modules" / name / "package.json"
            return str(json.loads(about.read_text())["version"])
        found = [x.stem for x in packages.glob(f"{name.replace('-', '_')}-*.dist-info")]
        return found[0].rpartition("-")[2] if found else ""

    def run(self, place: Place, all_cases: list[Case]) -> AbstractContextManager[Server]:
        """Run it until the block ends."""
        if self.ready:
            first = client.raw("GET", self.ready, {})
        else:
            first = self.cases(all_cases, place)[1].requests[0]
        paths = (place.packages, ROOT / "scripts", ROOT / "simulators")
        environment = {**clean_environment(), "PYTHONPATH": os.pathsep.join(map(str, paths))}
        return running(
            self.command(place), environment, folder=place.folder, port_of=lambda: place.port,
            first=first, log=place.folder / "output",
        )  # fmt: skip


def _install(registry: str, names: tuple[str, ...], folder: Path) -> None:
    if registry == "npm":
        command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", *names]
    else:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command = [*pip, "--target", str(folder), *names]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{command[0]} could not install it: {type(error).__name__}") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Missing(f"{registry} could not install it: {said[-1] if said else 'no reason given'}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
        return port
