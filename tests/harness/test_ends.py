"""However a check ends, nothing of it is left: no process, no directory, no half report."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import PYTHON

STOCKTAKE = (PYTHON, "-m", "stocktake.cli")
LONG_S = 300
SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
HANGS = """
import os, subprocess, sys, time
daemon = "import os, time; os.setsid(); open({pids!r}, 'a').write(f'{{os.getpid()}}\\\\n');"
daemon += " time.sleep(600)"
subprocess.Popen([sys.executable, "-c", daemon])
open({pids!r}, "a").write(f"{{os.getpid()}}\\n")
time.sleep(600)
"""
"""An engine that starts a process in a session of its own, writes both ids down, and hangs."""


def python(tmp_path: Path, code: str) -> str:
    """Return the command of an engine in run mode."""
    engine = tmp_path / "engine.py"
    engine.write_text(code)
    return f"{sys.executable} {engine}"


def checking(*arguments: str, temporary: Path, **more: Any) -> subprocess.Popen[str]:
    """Start `stocktake` with a temporary directory of its own."""
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [*STOCKTAKE, *arguments],
        env={**os.environ, "TMPDIR": str(temporary), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A signal that whoever runs the tests ignores (nohup) would be ignored below as well.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        **more,
    )


def check(*arguments: str, temporary: Path) -> tuple[int, str, str]:
    """Run `stocktake check` to its end; return the exit code and what it printed."""
    process = checking("check", *arguments, temporary=temporary)
    out, err = process.communicate(timeout=LONG_S)
    return process.returncode, out, err


def written(path: Path, lines: int) -> list[int]:
    """Return the process ids in a file, once there are so many."""
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        if path.exists() and len(path.read_text().splitlines()) >= lines:
            return [int(line) for line in path.read_text().splitlines()]
        time.sleep(0.05)
    raise AssertionError(f"{path} has not got {lines} lines")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize(("number", "code"), SIGNALS, ids=lambda value: str(value))
def test_a_signal_ends_a_check_long_before_its_round_does_and_leaves_nothing_but_the_report(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    pids, temporary, report = tmp_path / "pids", tmp_path / "tmp", tmp_path / "report"
    process = checking(
        "check", "--engine", python(tmp_path, HANGS.format(pids=str(pids))),
        "--round-timeout", "600", "--report", str(report), temporary=temporary,
    )  # fmt: skip
    engines = written(pids, 4)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)  # seconds, of which two are the engine's
    assert process.returncode == code, out + err
    assert "Traceback" not in err
    assert f"Stopped by {number.name}" in out
    assert not [pid for pid in engines if alive(pid)]
    assert not list(temporary.rglob("*"))
    assert (report / "index.html").exists()


@pytest.mark.parametrize("arguments", [("--examples", "5"), ("--lines",)], ids=" ".join)
def test_a_signal_ends_an_engine_that_stays_up_and_a_search(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    pids, temporary = tmp_path / "pids", tmp_path / "tmp"
    engine = python(tmp_path, HANGS.format(pids=str(pids)))
    process = checking("check", "--engine", engine, *arguments, temporary=temporary, cwd=tmp_path)
    engines = written(pids, 2)
    process.terminate()
    out, err = process.communicate(timeout=LONG_S)
    assert (process.returncode, "Traceback" in err) == (143, False), out + err
    assert not [pid for pid in engines if alive(pid)]
    assert not list(temporary.rglob("*"))


def test_a_signal_before_the_first_round_is_an_exit_too(tmp_path: Path) -> None:
    process = checking("check", "--engine", "true", temporary=tmp_path / "tmp")
    time.sleep(0.6)
    process.terminate()
    process.communicate(timeout=LONG_S)
    assert process.returncode in (143, -signal.SIGTERM), "-15: Python itself had not started"


def test_a_daemon_that_keeps_the_output_open_hangs_nothing_and_does_not_survive(
    tmp_path: Path,
) -> None:
    pids = tmp_path / "pids"
    daemon = f"import os, time; open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')"
    daemon += "; time.sleep(600)"
    code = "import os, subprocess, sys\nif os.fork(): os._exit(0)\nos.setsid()\n"
    code += f"subprocess.Popen([sys.executable, '-c', {daemon!r}])\n"
    begun = time.monotonic()
    got, out, err = check(
        "--engine", python(tmp_path, code + "import time; time.sleep(600)"),
        "--scenario", "one-shelf", temporary=tmp_path / "tmp",
    )  # fmt: skip
    assert (got, "Traceback" in err) == (1, False), out + err
    assert time.monotonic() - begun < 60
    for pid in written(pids, 0) if pids.exists() else []:
        assert not alive(pid)


def test_a_daemon_without_a_mark_is_killed_at_the_end(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    daemon = f"import os, time; os.setsid(); open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')"
    daemon += "; time.sleep(600)"
    code = "import subprocess, sys, pathlib, time\n"
    code += f"subprocess.Popen([sys.executable, '-c', {daemon!r}], env={{}})\n"
    code += f"while not pathlib.Path({str(pids)!r}).exists(): time.sleep(0.01)\n"
    check("--engine", python(tmp_path, code), "--scenario", "one-shelf", temporary=tmp_path / "tmp")
    engines = written(pids, 1)
    assert not [pid for pid in engines if alive(pid)]


def test_two_hundred_megabytes_of_output_cost_no_memory(tmp_path: Path) -> None:
    code = "import sys\nfor _ in range(50): sys.stdout.write('x' * 1_000_000)\nprint('the end')"
    probe = "import resource, runpy, sys; sys.argv = sys.argv[1:]\n"
    probe += "try: runpy.run_module('stocktake.cli', run_name='__main__')\n"
    probe += "finally: print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    peaks = []
    for engine in ("pass", code):
        done = subprocess.run(
            [sys.executable, "-c", probe, "stocktake", "check",
             "--engine", python(tmp_path, engine), "--scenario", "one-shelf"],
            capture_output=True, text=True, timeout=LONG_S,
        )  # fmt: skip
        peaks.append(int(done.stdout.rpartition("PEAK")[2]))
    assert peaks[1] - peaks[0] < 40_000, f"kilobytes: {peaks}"


HELD = """
from dataclasses import replace
from stocktake import SIMULATORS
from stocktake.core.steps import Fault
from stocktake.harness import run_check
from stocktake.harness.scenario import Step
from stocktake.harness.scenarios.one_shelf import one_shelf

def held(topology):
    fault = Fault("wherefour", "*", "timeout", times=99, arguments={{"hold_s": 600}})
    late = Fault("wholecell", "*", "latency", times=99, arguments={{"ms": 0, "wall_ms": 600_000}})
    steps = (Step("Nobody answers.", faults=(fault, late)), Step("Nothing new."))
    return replace(one_shelf(topology), steps=steps)

raise SystemExit(run_check(SIMULATORS, {engine!r}, scenarios=[held], round_timeout=8))
"""
"""A check in which vendors hold connections for longer than a round may take."""


def test_a_timeout_that_is_longer_than_a_round_prints_no_traceback() -> None:
    command = [PYTHON, "-m", "stocktake.engine"]
    done = subprocess.run(
        [PYTHON, "-c", HELD.format(engine=command)],
        capture_output=True, text=True, timeout=LONG_S,
    )  # fmt: skip
    assert "was killed after its time was up" in done.stdout
    assert done.stderr == ""
