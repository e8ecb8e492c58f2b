"""Run mode: a round is the engine's command, run once, or several times at once."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import Self

from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import DoesNotListen, EngineInput, EngineRun
from stocktake.harness.play.processes import Output, kill, start
from stocktake.harness.play.surroundings import Surroundings

_GLANCE_S = 0.05


class RunMode:
    """An engine that is started for each round and exits."""

    def __init__(
        self, command: Sequence[str], *, timeout: float, allow_hosts: Sequence[str] | None = None
    ) -> None:
        self.command = command
        self.timeout = timeout
        self.allow_hosts = allow_hosts
        self._surroundings = Surroundings()
        self._running: list[Command] = []

    def listens_at(self, given: EngineInput) -> str:
        """Raise DoesNotListen: between rounds nothing is running."""
        raise DoesNotListen("needs a listening engine: --lines")

    def round(self, given: EngineInput) -> EngineRun:
        """Run the command to its end, or kill it when its time is up."""
        more = {
            **given.variables,
            **given.told,
            "STOCKTAKE_STATE_DIR": str(given.state),
            "STOCKTAKE_NOW": given.now,
            "STOCKTAKE_CLOCK": given.clock,
            "STOCKTAKE_MAP": json.dumps(dict(given.places)),
        }
        around = self._surroundings.environment(more, given.interception)
        with ExitStack() as running:
            self._running = []
            for _ in range(given.at_once):
                self._running.append(running.enter_context(Command(self.command, around)))
            deadline = time.monotonic() + self.timeout
            runs = [command.end(deadline) for command in self._running]
        return _together(runs)

    def stop(self) -> EngineRun | None:
        """Return None: nothing is left of the last round."""
        return None

    def kill(self) -> None:
        """Kill the round under way, because the scenario says so."""
        for command in list(self._running):
            command.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._surroundings.close()


class Command:
    """A command that runs; leaving its context kills it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._started = time.monotonic()
        self._struck = False
        self._process = start(
            command,
            environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self._process.stdout is not None
        self._output = Output(self._process.stdout)

    def kill(self) -> None:
        """Kill it and all that it started."""
        self._struck = True
        kill(self._process)

    def end(self, deadline: float) -> EngineRun:
        """Wait for its end, or kill it; what it left running would write into the next round."""
        in_time = self._wait(deadline)
        kill(self._process)
        code = self._process.wait()
        outcome = _outcome(code) if in_time else Outcome.KILLED
        return EngineRun(
            outcome=Outcome.STRUCK if self._struck else outcome,
            exit=code,
            seconds=time.monotonic() - self._started,
            output=self._output.close(),
        )

    def _wait(self, deadline: float) -> bool:
        """Wait for the end of the process, not of its output: a daemon may keep that open."""
        while self._process.poll() is None:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if self._output.ended.wait(min(left, _GLANCE_S)):
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(min(left, _GLANCE_S))
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        kill(self._process)
        self._process.wait()
        self._output.close()


def _outcome(exit_code: int) -> Outcome:
    if exit_code < 0:
        return Outcome.DIED
    return Outcome.FAILED if exit_code else Outcome.COMPLETED


def _together(runs: Sequence[EngineRun]) -> EngineRun:
    """Sum up processes that ran at once: complete when one says so, and none died or was killed.

    One that fails because it finds another at work does not make the round a failed one.
    """
    ended = (Outcome.COMPLETED, Outcome.FAILED)
    worst = next((run for run in runs if run.outcome not in ended), None)
    best = next((run for run in runs if run.outcome is Outcome.COMPLETED), runs[0])
    chosen = worst or best
    return EngineRun(
        outcome=chosen.outcome,
        exit=chosen.exit,
        seconds=max(run.seconds for run in runs),
        output="".join(run.output for run in runs),
    )
