"""Runs an engine's command once, and kills all of it when its time is up."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from .record import Outcome

KEPT_OUTPUT = 4000


class CannotStartError(Exception):
    """The command is not there or cannot be run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command went."""

    outcome: Outcome
    exit: int
    seconds: float
    output: str


def run_once(command: Sequence[str], environment: Mapping[str, str], *, timeout: float) -> Ran:
    """Run a command to its end, or to the end of its time."""
    started = time.monotonic()
    try:
        process = subprocess.Popen(
            list(command),
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotStartError(f"cannot start {command[0]!r}: {error.strerror}") from error
    with process:
        try:
            output, _ = process.communicate(timeout=timeout)
            outcome = _outcome(process.returncode)
        except subprocess.TimeoutExpired:
            _kill(process)
            output, _ = process.communicate()
            outcome = Outcome.KILLED
        finally:
            # What the command left running would go on writing into the next round.
            _kill(process)
    seconds = time.monotonic() - started
    text = output.decode(errors="replace")[-KEPT_OUTPUT:]
    return Ran(outcome=outcome, exit=process.returncode, seconds=seconds, output=text)


def _outcome(exit_code: int) -> Outcome:
    if exit_code < 0:
        return Outcome.DIED
    return Outcome.FAILED if exit_code else Outcome.COMPLETED


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
