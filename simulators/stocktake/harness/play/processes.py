"""Starts an engine's command, reads what it prints, and kills all that it started.

A command gets a process group of its own. On Linux this process adopts what an engine leaves behind
(`PR_SET_CHILD_SUBREAPER`), and knows it by a mark in its environment, whatever group it is in.
"""

from __future__ import annotations

import ctypes
import functools
import os
import secrets
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from stocktake.harness.play.driver import CannotStartError, tail
from stocktake.harness.play.errors import Stopped

Stream = int | IO[bytes]

MARK = "STOCKTAKE_RUN"
"""The variable that marks the processes of one start of an engine."""
KEPT_BYTES = 16_000
"""Of an engine's output: enough for 4,000 characters."""
_PORTION = 1 << 16
_PORTIONS = 16
_MOMENT_S = 0.002
_LONGEST_DEATH_S = 1.0
_GLANCE_S = 0.1
_GRACE_S = 0.2  # for output that is on its way when its process has ended
_PR_SET_CHILD_SUBREAPER = 36

_marks: dict[int, str] = {}
_refused = threading.Event()


def start(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: Stream,
    stdout: Stream,
    stderr: Stream,
) -> subprocess.Popen[bytes]:
    """Start a command; CannotStartError when it is not there or cannot be run, Stopped at the end.

    The end is what `refuse_starts` says.
    """
    _adopt_orphans()
    mark = secrets.token_hex(16)
    try:
        process = subprocess.Popen(
            list(command),
            env={**environment, MARK: mark},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotStartError(f"cannot start {command[0]!r}: {error.strerror}") from error
    _marks[process.pid] = mark
    if _refused.is_set():
        kill(process)
        process.wait()
        raise Stopped
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and everything that it started."""
    _kill(process.pid, _marks.pop(process.pid, ""))


def kill_all() -> None:
    """Kill every engine that runs, and everything that they started; a signal handler may."""
    for pid, mark in list(_marks.items()):
        _kill(pid, mark)


def refuse_starts(refused: bool) -> None:
    """Let no engine start any more, or let them start again."""
    (_refused.set if refused else _refused.clear)()


def kill_orphans() -> None:
    """Kill what this process has adopted; only for one that starts nothing but engines.

    Those of engines that clear the environment of what they start have no mark.
    """
    _kill_adopted("")


def _kill(pid: int, mark: str) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    # Its children become ours when it is dead; the caller reaps it.
    until = time.monotonic() + _LONGEST_DEATH_S
    while _stat(pid)[:1] not in (["Z"], ["X"], []) and time.monotonic() < until:
        time.sleep(_MOMENT_S)  # noqa: TID251  # real time, of a real process
    if mark:
        _kill_adopted(mark)


def _kill_adopted(mark: str) -> None:
    """Kill adopted processes with this mark; each may leave orphans of its own."""
    while left := [each for each in _adopted() if mark in _environment_of(each)]:
        for orphan in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(orphan, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(orphan, 0)


def _adopted() -> list[int]:
    """Return the children of this process that it has not started as engines."""
    parent = str(os.getpid())
    # Twice a round through all processes of the machine: plain names are far cheaper than paths.
    found = [int(name) for name in _processes() if name.isdecimal()]
    return [pid for pid in found if _stat(pid)[1:2] == [parent] and pid not in _marks]


def _processes() -> list[str]:
    with suppress(OSError):
        return os.listdir("/proc")
    return []


def _stat(pid: int) -> list[str]:
    """Return what Linux says of a process from its state on, nothing where there is none."""
    try:
        # The name is in brackets and may hold anything.
        with open(f"/proc/{pid}/stat", "rb") as file:
            text = file.read().decode(errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _environment_of(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_text(errors="replace")
    return ""


@functools.cache
def _adopt_orphans() -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Output:
    """The end of what an engine prints, read as it comes: it costs no memory and never waits.

    `ended` is set when all who could write have closed it.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self.ended = threading.Event()
        self._pipe = pipe
        self._kept = bytearray()
        self._lock = threading.Lock()
        self._closing = False
        os.set_blocking(pipe.fileno(), False)
        self._thread = threading.Thread(target=self._read_on, daemon=True)
        self._thread.start()

    def take(self) -> str:
        """Return the end of what has come since the last call."""
        # At most what a pipe holds: an engine may print faster than we read.
        for _ in range(_PORTIONS):
            if not self._read():
                break
        with self._lock:
            taken = bytes(self._kept)
            self._kept.clear()
        return tail(taken)

    def close(self) -> str:
        """Return what is left; a process that keeps it open is not waited for."""
        if self._pipe.closed:
            return ""
        self.ended.wait(_GRACE_S)
        self._closing = True
        self._thread.join()
        left = self.take()
        self._pipe.close()
        return left

    def _read_on(self) -> None:
        while not self._closing and not self.ended.is_set():
            if select.select([self._pipe], [], [], _GLANCE_S)[0]:
                self._read()

    def _read(self) -> bool:
        """Read a portion; whether there was one."""
        with self._lock:
            try:
                part = os.read(self._pipe.fileno(), _PORTION)
            except BlockingIOError:
                return False
            if not part:
                self.ended.set()
            self._kept += part
            del self._kept[:-KEPT_BYTES]
            return bool(part)
