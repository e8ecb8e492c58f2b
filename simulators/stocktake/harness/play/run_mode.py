"""Run mode: a round is the engine's command, run once."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Self

from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import DoesNotListen, EngineInput, EngineRun, environment, tail
from stocktake.harness.play.process import kill, start


class RunMode:
    """An engine that is started for each round and exits."""

    def __init__(self, command: Sequence[str], *, timeout: float) -> None:
        self.command = command
        self.timeout = timeout

    def listens_at(self, given: EngineInput) -> str:
        """Raise DoesNotListen: between rounds nothing is running."""
        raise DoesNotListen("needs a listening engine: --lines")

    def round(self, given: EngineInput) -> EngineRun:
        """Run the command to its end, or kill it when its time is up."""
        more = {
            **given.variables,
            "STOCKTAKE_STATE_DIR": str(given.state),
            "STOCKTAKE_NOW": given.now,
            "STOCKTAKE_CLOCK": given.clock,
            "STOCKTAKE_MAP": json.dumps(dict(given.places)),
        }
        return run_once(self.command, more, timeout=self.timeout)

    def stop(self) -> EngineRun | None:
        """Return None: nothing is left of the last round."""
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def run_once(command: Sequence[str], more: Mapping[str, str], *, timeout: float) -> EngineRun:
    """Run a command with these variables added to ours."""
    started = time.monotonic()
    process = start(
        command,
        environment(more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        try:
            output, _ = process.communicate(timeout=timeout)
            outcome = _outcome(process.returncode)
        except subprocess.TimeoutExpired:
            kill(process)
            output, _ = process.communicate()
            outcome = Outcome.KILLED
        finally:
            # What the command left running would go on writing into the next round.
            kill(process)
    return EngineRun(
        outcome=outcome,
        exit=process.returncode,
        seconds=time.monotonic() - started,
        output=tail(output),
    )


def _outcome(exit_code: int) -> Outcome:
    if exit_code < 0:
        return Outcome.DIED
    return Outcome.FAILED if exit_code else Outcome.COMPLETED
