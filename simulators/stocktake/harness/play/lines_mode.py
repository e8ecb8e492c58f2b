"""Lines mode: the engine stays up and speaks JSON lines on its standard input and output."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from stocktake.client.child_environment import Interception
from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import DoesNotListen, EngineInput, EngineRun, complaint_in
from stocktake.harness.play.json_lines import JsonLinesProcess, ProcessEnded, RoundRefused
from stocktake.harness.play.surroundings import Surroundings

DEAF = "needs a listening engine: its init_ok gives no `listen`"


class LinesMode:
    """An engine that is started when it is first needed, and again after it ended.

    Each play begins with an `init`; plays differ by their state directory. One that is intercepted
    is started for each play: what leads it there is in its environment.
    """

    def __init__(
        self, command: Sequence[str], *, timeout: float, allow_hosts: Sequence[str] | None = None
    ) -> None:
        self.command = command
        self.timeout = timeout
        self.allow_hosts = allow_hosts
        self._surroundings = Surroundings()
        self._led_by: Interception | None = None
        self._process: JsonLinesProcess | None = None
        self._told: tuple[Path, Mapping[str, str]] | None = None
        self._listens: str | None = None
        self._pending: RoundRefused | ProcessEnded | None = None
        self._struck = False

    def listens_at(self, given: EngineInput) -> str:
        """Return what its init_ok said; an init that fails makes the next round fail."""
        try:
            self._ready(given)
        except (RoundRefused, ProcessEnded) as error:
            self._pending = error
            return ""
        if self._listens is None:
            raise DoesNotListen(DEAF)
        return self._listens

    def round(self, given: EngineInput) -> EngineRun:
        """Send `sync`, after whatever must come before it."""
        begun = time.monotonic()
        try:
            self._ready(given).ask("sync", now=given.now)
        except (RoundRefused, ProcessEnded) as error:
            return self._ended(begun, error)
        return self._ended(begun, None)

    def stop(self) -> EngineRun | None:
        """Send `stop` and wait for the exit."""
        begun = time.monotonic()
        if self._process is None:
            return None
        try:
            self._process.stop()
        except (RoundRefused, ProcessEnded) as error:
            return self._ended(begun, error)
        return self._ended(begun, None)

    def kill(self) -> None:
        """Kill the process, because the scenario says so; the next round starts it again."""
        self._struck = True
        if process := self._process:
            process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()
        self._surroundings.close()

    def _ready(self, given: EngineInput) -> JsonLinesProcess:
        """Return the engine, started if it must be, after an `init` for this play."""
        if self._pending is not None:
            error, self._pending = self._pending, None
            raise error
        if self._process is not None and self._led_by != given.interception:
            with suppress(RoundRefused, ProcessEnded):  # its play is over
                self._process.stop()
            self._drop()
        if self._process is None:
            around = self._surroundings.environment({}, given.interception)
            self._process = JsonLinesProcess(self.command, around, timeout=self.timeout)
            self._told, self._led_by = None, given.interception
        if self._told != (given.state, given.variables):
            answer = self._process.ask(
                "init",
                env={**given.variables, **given.told},
                state_dir=str(given.state),
                map=dict(given.places),
                now=given.now,
                client_id=given.client_id,
                clock=given.clock,
            )
            self._told = (given.state, given.variables)
            self._listens = answer.get("listen") or None
        return self._process

    def _ended(self, begun: float, error: RoundRefused | ProcessEnded | None) -> EngineRun:
        output = self._process.stderr() if self._process else ""
        seconds = time.monotonic() - begun
        struck, self._struck = self._struck, False
        if struck:
            self._drop()
            outcome, code, definite, error = Outcome.STRUCK, -signal.SIGKILL, False, None
        elif isinstance(error, ProcessEnded):
            # Whatever it does from now on belongs to no round.
            self._drop()
            outcome, code, definite = error.outcome, error.exit, False
        elif error is not None:
            outcome, code, definite = Outcome.FAILED, 1, error.definite
        else:
            outcome, code, definite = Outcome.COMPLETED, 0, False
        why = str(error or "")
        if outcome is Outcome.LEFT and (said := complaint_in(output)):
            why = f"{why}: {said}"
        return EngineRun(
            outcome=outcome,
            exit=code,
            seconds=seconds,
            output=output,
            why=why,
            definite=definite,
        )

    def _drop(self) -> None:
        if self._process is not None:
            self._process.close()
        self._process = None
