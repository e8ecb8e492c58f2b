"""Programs of ours that start in milliseconds: forks of one process that has imported everything.

A start of `stocktake` is half a second of imports and more, and the tests start hundreds. `begin`
gives commands that ask that process (`server.py`) for a fork, which gets the descriptors, folder,
environment, arguments and ignored signals of whoever started it; signals reach it, and its end is
the end of the command (`launcher.py`). It is a process of its own like any other, except for its
start, `/proc/PID/environ`, memory and limits of resources: what is about those takes the real ones.
The full profile takes the real ones everywhere.
"""

import atexit
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from tests.warm.launcher import launch

_HERE = Path(__file__).parent
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Commands:
    """Paths: `stocktake`, and an interpreter that forks for all but its own options.

    Beside them is `pytest`.
    """

    stocktake: str
    python: str


def begin(stocktake: str, python: str, *installed: str) -> Commands:
    """Return commands in place of the real ones, in a folder that this process takes with it.

    The process behind them starts with the first command, and ends with this one. It knows what
    is installed in these folders too.
    """
    if not hasattr(os, "pidfd_open") or os.environ.get("HYPOTHESIS_PROFILE") == "full":
        return Commands(stocktake, python)  # pidfd_open: not Linux, or an old one
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    atexit.register(_end, folder)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    listener.listen(64)
    places = [*installed, *(place for place in sys.path if place)]
    path = [os.fsencode(place) for place in places]
    made = Commands(str(folder / "stocktake"), str(folder / "python"))
    serve = threading.Thread(
        target=_serve, args=(listener, places, made.python), daemon=True, name="warm"
    )
    serve.start()
    pytest = str(Path(python).with_name("pytest"))
    beside = (str(folder / "pytest"), pytest)
    for command, real in ((made.stocktake, stocktake), (made.python, python), beside):
        given = os.fsencode(real), str(folder / "socket"), _at_start(), path
        Path(command).write_text(
            f"#!{python} -IS\nimport sys\nsys.path.insert(0, {str(_HERE)!r})\n"
            f"from launcher import {launch.__name__}\n{launch.__name__}{given!r}\n"
        )
        Path(command).chmod(0o755)
    return made


def _at_start() -> dict[bytes, bytes]:
    """Return the variables that Python reads at its start, for which a fork is too late."""
    names, others = (b"PYTHON", b"LC_", b"LANG"), (b"PYTHONPATH", b"PYTHONDONTWRITEBYTECODE")
    read = {name: value for name, value in os.environb.items() if name.startswith(names)}
    return {name: value for name, value in read.items() if name not in others}


def _serve(listener: socket.socket, path: list[str], python: str) -> None:
    """Start the process behind the commands when the first connects; it waits there meanwhile."""
    select.select([listener], [], [])
    process = subprocess.Popen(
        [
            sys.executable, str(_HERE / "server.py"),
            str(listener.fileno()), json.dumps(path), python,
        ],
        # Its end is that of this pipe, which closes with this process, however that ends.
        stdin=subprocess.PIPE, pass_fds=(listener.fileno(),), cwd="/",
    )  # fmt: skip
    _started.append(process)  # which holds the pipe
    listener.close()


def _end(folder: Path) -> None:
    for process in _started:
        process.communicate()
    shutil.rmtree(folder)
