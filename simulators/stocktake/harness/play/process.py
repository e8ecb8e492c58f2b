"""Starts an engine's command in a process group of its own, and kills all of it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from stocktake.harness.play.driver import CannotStartError

Stream = int | IO[bytes]


def start(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: Stream,
    stdout: Stream,
    stderr: Stream,
) -> subprocess.Popen[bytes]:
    """Start a command; CannotStartError when it is not there or cannot be run."""
    try:
        return subprocess.Popen(
            list(command),
            env=dict(environment),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotStartError(f"cannot start {command[0]!r}: {error.strerror}") from error


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and everything that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
