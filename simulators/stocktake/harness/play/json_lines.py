"""A process that speaks JSON lines: sends it messages and validates its answers."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from stocktake.harness.history import Outcome
from stocktake.harness.play.processes import Output, kill, start

LONGEST = 1_000_000
"""Bytes of a line."""
_GLANCE_S = 0.1  # a child of an engine that has ended may keep its output open: look regularly


class RoundRefused(Exception):  # noqa: N818  # an answer of the protocol
    """The engine answered `error`; `definite` when it claims to have written nothing."""

    def __init__(self, text: str, *, definite: bool) -> None:
        super().__init__(_one_line(text))
        self.definite = definite


class ProcessEnded(Exception):  # noqa: N818  # a state of affairs, not an error of ours
    """The conversation with this process is over; the message says why in one line."""

    def __init__(self, outcome: Outcome, why: str, *, exit_code: int = 0) -> None:
        super().__init__(why)
        self.outcome = outcome
        self.exit = exit_code


class JsonLinesProcess:
    """A running process of an engine."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, timeout: float
    ) -> None:
        self.timeout = timeout
        self._process = start(
            command,
            environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._process.stderr is not None
        self._errors = Output(self._process.stderr)
        self._unread = b""
        self._number = 0

    def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a message and return the answer; Refused for an `error`, Ended where none comes."""
        self._number += 1
        message = json.dumps({"type": kind, "id": self._number, **fields})
        assert self._process.stdin is not None
        with suppress(OSError):  # it has ended: reading will say how
            self._process.stdin.write(message.encode() + b"\n")
            self._process.stdin.flush()
        answer = _validated(self._line(kind), kind, self._number)
        if answer["type"] == "error":
            raise RoundRefused(answer["text"], definite=answer.get("definite", False))
        return answer

    def stop(self) -> None:
        """Ask it to stop and wait for its exit; Ended when it ends in another way."""
        self.ask("stop")
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            code = self._process.wait(self.timeout)
        except subprocess.TimeoutExpired:
            why = f"it was still there {self.timeout:g} s after stop_ok"
            raise ProcessEnded(Outcome.KILLED, why) from None
        if code < 0:
            raise ProcessEnded(Outcome.DIED, "after stop_ok", exit_code=code)
        if code:
            raise ProcessEnded(Outcome.LEFT, f"it exited with {code} after stop_ok", exit_code=code)

    def stderr(self) -> str:
        """Return the end of what it wrote to standard error since the last call."""
        return self._errors.take()

    def kill(self) -> None:
        """Kill it and everything that it started."""
        kill(self._process)

    def close(self) -> None:
        """Kill it and let go of what it held."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):  # what was never read by an engine that is gone
                pipe.close()
        self._process.wait()
        self._errors.close()

    def _line(self, kind: str) -> bytes:
        """Return the next line; it may have been written long ago."""
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        deadline = time.monotonic() + self.timeout
        while b"\n" not in self._unread:
            if len(self._unread) > LONGEST:
                raise ProcessEnded(Outcome.GARBLED, f"it wrote a line of over {LONGEST} bytes")
            left = deadline - time.monotonic()
            if left <= 0:
                raise ProcessEnded(Outcome.KILLED, f"no answer to {kind} within {self.timeout:g} s")
            gone = self._process.poll() is not None
            if select.select([source], [], [], min(left, _GLANCE_S))[0]:
                part = os.read(source, 65536)
                if not part:
                    raise self._silence(kind)
                self._unread += part
            elif gone:
                raise self._silence(kind)
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _silence(self, kind: str) -> ProcessEnded:
        """Return why nothing more will come."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return ProcessEnded(Outcome.GARBLED, "it closed its standard output")
        if code < 0:
            return ProcessEnded(Outcome.DIED, "", exit_code=code)
        why = f"it exited with {code} without being asked, and never answered {kind}"
        return ProcessEnded(Outcome.LEFT, why, exit_code=code)


def _validated(line: bytes, kind: str, number: int) -> dict[str, Any]:
    """Return a valid answer to a message; Ended otherwise, since the rest cannot be trusted."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise _broken(line, "no JSON object")
    if answer.get("type") not in (f"{kind}_ok", "error"):
        raise _broken(line, f"no {kind}_ok and no error")
    if type(answer.get("in_reply_to")) is not int or answer["in_reply_to"] != number:
        raise _broken(line, f"no answer to {kind}, which was number {number}")
    if answer["type"] == "error":
        if not isinstance(answer.get("text"), str):
            raise _broken(line, "an error without a text")
        if not isinstance(answer.get("definite", False), bool):
            raise _broken(line, "an error whose `definite` is neither true nor false")
    listen = answer.get("listen") or "http://"
    if not isinstance(listen, str) or not listen.startswith(("http://", "https://")):
        raise _broken(line, "an init_ok whose `listen` is no http address")
    return answer


def _broken(line: bytes, what: str) -> ProcessEnded:
    said = _one_line(line.decode(errors="replace"))
    return ProcessEnded(Outcome.GARBLED, f"on standard output it wrote {said!r}: {what}")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
