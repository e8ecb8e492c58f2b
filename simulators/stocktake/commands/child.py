"""A program that a command runs: its signals, its end, and what it leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

import click

NOT_FOUND, NOT_EXECUTABLE, BY_SIGNAL = 127, 126, 128
_GRACE_S = 5.0  # from a signal that ends us until the child is killed
_LEFTOVER_S = 1.0  # for processes that the child has left behind


class _Ended(Exception):  # noqa: N818  # a signal, not a failure
    """We are to end."""


def run_child(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a program to its end; return its exit code as a shell has it.

    TERM, HUP and INT go on to it. Where there is no terminal it has a process group of its own, and
    what it leaves running is ended with it; at a terminal Ctrl-C reaches it anyway.
    """
    own_group = os.name == "posix" and not sys.stdin.isatty()
    try:
        child = subprocess.Popen(command, env=environment, process_group=0 if own_group else None)
    except FileNotFoundError:
        click.echo(f"stocktake: no such command: {command[0]}", err=True)
        return NOT_FOUND
    except OSError as error:
        click.echo(f"stocktake: cannot run {command[0]}: {error.strerror}", err=True)
        return NOT_EXECUTABLE
    try:
        return _wait(child, own_group)
    finally:
        if own_group:
            _end_group(child.pid)


def _wait(child: subprocess.Popen[bytes], own_group: bool) -> int:
    def pass_on(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT or own_group:
            _send(child, number, own_group)
        if number != signal.SIGINT:
            raise _Ended

    for number in _passed_on():
        signal.signal(number, pass_on)
    try:
        code = child.wait()
    except _Ended:
        _ignore()
        try:
            code = child.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            _send(child, signal.SIGKILL, own_group)
            code = child.wait()
    _ignore()  # the end is near anyway
    return BY_SIGNAL - code if code < 0 else code


def _ignore() -> None:
    for number in _passed_on():
        signal.signal(number, signal.SIG_IGN)


def _passed_on() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _send(child: subprocess.Popen[Any], number: int, own_group: bool) -> None:
    with suppress(ProcessLookupError):
        if own_group:
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)


def _end_group(group: int) -> None:
    """End what is left of a process group whose leader has ended."""
    from threading import Event

    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGTERM)
        for _ in range(20):
            Event().wait(_LEFTOVER_S / 20)
            os.killpg(group, 0)
        os.killpg(group, signal.SIGKILL)
