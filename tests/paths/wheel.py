"""Virtual environments that have Stocktake from a wheel of this checkout, never its source."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
# Where this process finds its packages; a path that names the checkout is none of them.
PACKAGES = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
# Programs of packages, which an environment that borrows the packages lacks.
PROGRAMS = ("pip", "pytest", "stocktake")
# Neither the registry nor an isolated build, which asks it: for `pip install` without a network.
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
USERS = ("pytest", "pytest-xdist", "requests")  # what a user's program brings


@dataclass(frozen=True, slots=True)
class Installed:
    """A virtual environment that has Stocktake, and what its `pip` is told."""

    home: Path
    settings: Mapping[str, str]

    @property
    def python(self) -> str:
        """Return the environment's interpreter."""
        return str(self.home / "bin" / "python")

    @property
    def packages(self) -> list[str]:
        """Return the folders in which its packages are."""
        (site,) = self.home.glob("lib/python3*/site-packages")
        more = site / "borrowed.pth"
        return [str(site), *(more.read_text().splitlines() if more.exists() else ())]

    def variables(self, home: Path) -> dict[str, str]:
        """Return the variables of a reader's shell: of this process's, no more than it needs."""
        ours = {str(Path(sys.executable).parent), str(ROOT / ".venv" / "bin")}
        path = [each for each in os.environ["PATH"].split(os.pathsep) if each not in ours]
        known = {
            name: value
            for name, value in os.environ.items()
            # Where the registry is, and the worlds that were seeded before.
            if name in ("LANG", "TMPDIR", "STOCKTAKE_CACHE") or name.startswith("PIP_")
        }
        more = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "COLUMNS": "120", **self.settings}
        search = os.pathsep.join([str(self.home / "bin"), *path])
        return {**known, **more, "PATH": search, "HOME": str(home), "VIRTUAL_ENV": str(self.home)}


def build(folder: Path) -> Path:
    """Return the wheel of this checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    _run(command, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def borrow(made: Installed, packages: Iterable[str], wheel: Path | None = None) -> None:
    """Make an environment whose packages are those of other folders, after its own.

    With a wheel, `stocktake` is that of the wheel. It costs a fifth of a second, with a wheel one.
    """
    _run([sys.executable, "-m", "venv", "--without-pip", str(made.home)])
    if wheel:
        # Compiled when it is imported: most of it is not.
        pip = [sys.executable, "-m", "pip", "--python", made.python, "install", "--quiet"]
        _run([*pip, "--no-index", "--no-deps", "--no-compile", str(wheel)])
    # After the wheel, for pip would find the checkout's `stocktake` here and be content.
    (Path(made.packages[0]) / "borrowed.pth").write_text("\n".join(packages))
    for name in PROGRAMS:
        _write_program(made.home / "bin" / name, made.python, name)


def install(made: Installed, wheel: Path) -> None:
    """Make an environment by `pip install`, with every extra and what a user has besides."""
    _run([sys.executable, "-m", "venv", str(made.home)])
    wanted = f"stocktake[{','.join(_extras(wheel))}] @ {wheel.as_uri()}"
    _run([made.python, "-m", "pip", "install", "--quiet", wanted, *USERS])


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Wait until no other process is in this folder; yield whether this is the first one there.

    So workers of pytest-xdist make one environment between them. Who fails was not there.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not (folder / "done").exists()
        (folder / "done").touch()


def _extras(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        said = HeaderParser().parsestr(archive.read(name).decode())
    return said.get_all("Provides-Extra", [])


def _write_program(path: Path, python: str, name: str) -> None:
    # What a program calls is asked where it runs: two versions of pip begin differently.
    path.write_text(
        f"#!{python}\nimport sys\nfrom importlib.metadata import entry_points\n"
        f"point, *_ = entry_points(group='console_scripts', name={name!r})\n"
        "sys.exit(point.load()())\n"
    )
    path.chmod(0o755)


def _run(command: list[str], cwd: Path | None = None) -> None:
    """Run a command without the paths of the tests; fail with what it said."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, " ".join(command) + done.stdout + done.stderr
