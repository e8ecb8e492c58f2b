"""How a check ends early: signals stop the plays and become the exit code; nothing is left."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from stocktake.harness.play.errors import Stopped
from stocktake.harness.play.processes import kill_all, refuse_starts

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_received: list[int] = []


def stopped() -> bool:
    """Whether a signal has asked for the end."""
    return bool(_received)


def go_on() -> None:
    """Raise Stopped once a signal has asked for the end: plays call it between their parts."""
    if _received:
        raise Stopped


def exit_code(code: int) -> int:
    """Return 128 plus the signal that ended the check, or the code that it has without one."""
    return 128 + _received[0] if _received else code


def said() -> str:
    """Return one line on the signal that ended the check."""
    return f"Stopped by {signal.Signals(_received[0]).name}; this is what was played before."


@contextmanager
def clean_end() -> Iterator[None]:
    """Let INT, TERM and HUP stop the plays of the block; at its end no engine is left running.

    A second signal ends this process at once. Signals that are ignored stay so; beside the main
    thread nothing is caught.
    """
    _received.clear()
    refuse_starts(False)
    here = threading.current_thread() is threading.main_thread()
    caught = [each for each in _SIGNALS if here and signal.getsignal(each) != signal.SIG_IGN]
    before: dict[int, Callable[..., object] | int | None] = {
        each: signal.signal(each, _on_signal) for each in caught
    }
    try:
        yield
    finally:
        kill_all()
        refuse_starts(False)
        for each, handler in before.items():
            signal.signal(each, handler)


def _on_signal(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    refuse_starts(True)
    kill_all()
    if len(_received) > 1:
        os._exit(128 + _received[0])
