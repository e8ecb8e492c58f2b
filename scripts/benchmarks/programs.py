"""Which Stocktake is measured: this checkout, or a commit in a worktree of its own."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")


class Unknown(ValueError):  # noqa: N818  # said of the name, not of the program
    """A name that is no commit; the message is one line."""


@dataclass(frozen=True, slots=True)
class Program:
    """A Stocktake that can be run: what it is called, and the folder of its checkout."""

    name: str
    folder: Path

    def command(self, *arguments: str) -> list[str]:
        """Return the command line that runs its `stocktake`."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]
        module, _, function = project["scripts"]["stocktake"].partition(":")
        start = f"import sys; from {module} import {function}; sys.exit({function}())"
        return [sys.executable, "-c", start, *arguments]

    def environment(self) -> dict[str, str]:
        """Return the variables for its processes: its own package first, bytecode kept.

        Without bytecode on disk each process would compile the package anew, as no user's does.
        """
        paths = (self.folder / "simulators", self.folder, ROOT / "scripts")
        return {**clean_environment(), "PYTHONPATH": os.pathsep.join(map(str, paths))}


OURS = Program("ours", ROOT)


def clean_environment() -> dict[str, str]:
    """Return this process's variables without those that would change what is measured."""
    dropped = ("STOCKTAKE_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def against(revision: str, cache: Path, repository: Path = ROOT) -> Program:
    """Return the Stocktake of a commit, in a worktree below the cache; Unknown for no commit.

    A version that no tag names, such as 0.1.0, is the last commit whose pyproject.toml has it.
    """
    commit = _commit(repository, revision)
    folder = cache / "worktrees" / commit[:12]
    if not (folder / "pyproject.toml").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _git(repository, "worktree", "add", "--detach", "--force", str(folder), commit)
    return Program(revision, folder)


def _commit(repository: Path, revision: str) -> str:
    version = _VERSION.fullmatch(revision)
    names = [revision, f"v{version[1]}"] if version else [revision]
    for name in names:
        found = _run(repository, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found.returncode == 0:
            return found.stdout.strip()
    if version:
        return _last_of(repository, version[1])
    raise Unknown(f"{revision!r} is no commit here: give a hash, a branch, a tag or a version")


def _last_of(repository: Path, version: str) -> str:
    line = f'version = "{version}"'
    changed = _git(repository, "log", "-S", line, "--format=%H", "--", "pyproject.toml").split()
    for commit in changed:  # newest first: that which took it away comes before that which gave it
        for candidate in (commit, f"{commit}^"):
            shown = _run(repository, "show", f"{candidate}:pyproject.toml")
            if shown.returncode == 0 and line in shown.stdout:
                return _git(repository, "rev-parse", candidate).strip()
    raise Unknown(f"no commit here has version {version}: is this a shallow clone?")


def _git(repository: Path, *arguments: str) -> str:
    done = _run(repository, *arguments)
    if done.returncode:
        raise Unknown(f"git {arguments[0]}: {' '.join(done.stderr.split())}")
    return done.stdout


def _run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where worktrees and peers are kept between runs, outside the repository."""
    base = environment.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "stocktake-bench"
