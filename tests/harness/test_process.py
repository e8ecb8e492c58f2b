"""Run mode: the exit of an engine's command, its output, its end when time is up."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest
from stocktake.harness.history import Outcome
from stocktake.harness.play.driver import CannotStartError, EngineRun, environment
from stocktake.harness.play.run_mode import Command


def run_once(command: list[str], more: dict[str, str], *, timeout: float) -> EngineRun:
    with Command(command, environment(more)) as running:
        return running.end(time.monotonic() + timeout)


def python(code: str) -> Any:
    return [sys.executable, "-c", code]


def test_a_round_has_its_environment_and_its_output_is_kept() -> None:
    done = run_once(python("import os; print(os.environ['GIVEN'])"), {"GIVEN": "x"}, timeout=20)
    assert (done.outcome, done.exit, done.output) == (Outcome.COMPLETED, 0, "x\n")


@pytest.mark.parametrize("code", [1, 2, 77])
def test_another_exit_code_is_a_failed_round(code: int) -> None:
    done = run_once(python(f"raise SystemExit({code})"), {}, timeout=20)
    assert (done.outcome, done.exit) == (Outcome.FAILED, code)


def test_a_signal_of_its_own_is_distinguished_from_a_failure() -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    assert run_once(python(code), {}, timeout=20).outcome is Outcome.DIED


def test_when_time_is_up_everything_that_was_started_is_killed(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = f"import time, pathlib; time.sleep(1.5); pathlib.Path({str(alive)!r}).touch()"
    start = f"subprocess.Popen([sys.executable, '-c', {child!r}])"
    code = f"import subprocess, sys, time; {start}; time.sleep(60)"
    done = run_once(python(code), {}, timeout=0.7)
    assert done.outcome is Outcome.KILLED
    assert done.seconds < 10
    time.sleep(1.5)
    assert not alive.exists()


def test_a_command_that_is_not_there_cannot_be_started() -> None:
    with pytest.raises(CannotStartError, match="no-such-engine"):
        run_once(["no-such-engine"], {}, timeout=1)
