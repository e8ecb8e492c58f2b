"""Servers in their own processes: started, pinned to a core, measured."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import client

PATIENCE_S = 60
HERE = Path(__file__).resolve().parent
STOCKTAKE = [str(Path(sys.executable).with_name("stocktake")), "serve", "--port", "0"]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process and port, and its start-up until the first 200 in seconds.

    Start-up is measured as elapsed time and as CPU time.
    """

    process: subprocess.Popen[bytes]
    port: int
    started_s: float
    started_cpu_s: float | None

    def cpu(self) -> float | None:
        """Return the CPU seconds that it has used, None if the system does not say."""
        return _cpu(self.process.pid)

    def memory(self) -> float | None:
        """Return its memory in MiB, None if the system does not say."""
        try:
            lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        except OSError:
            return None
        (line,) = (line for line in lines if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def _cpu(pid: int) -> float | None:
    tasks = Path(f"/proc/{pid}/task")
    try:  # nanoseconds; /proc/<pid>/stat counts in hundredths of a second
        spent = [int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()]
    except (OSError, ValueError):
        return _coarse_cpu(pid)
    return sum(spent) / 1e9


def _coarse_cpu(pid: int) -> float | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cores() -> tuple[int, int] | None:
    """Return a core for the server and one for the client, None if none can be chosen."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else None


@contextmanager
def ours(folder: Path, first: bytes) -> Iterator[Server]:
    """Run `stocktake serve`."""
    port_file = folder / "ours.port"
    with _running([*STOCKTAKE, "--port-file", str(port_file)], port_file, first) as server:
        yield server


@contextmanager
def bare(folder: Path, first: bytes, answers: Path) -> Iterator[Server]:
    """Run the bare app with recorded answers."""
    port_file = folder / "bare.port"
    command = [sys.executable, str(HERE / "bare.py"), str(answers), str(port_file)]
    with _running(command, port_file, first) as server:
        yield server


@contextmanager
def _running(command: list[str], port_file: Path, first: bytes) -> Iterator[Server]:
    port_file.unlink(missing_ok=True)
    begun = time.perf_counter()
    process = _spawn(command)
    try:
        port = _first_answer(process, port_file, first, begun + PATIENCE_S)
        yield Server(process, port, time.perf_counter() - begun, _cpu(process.pid))
    finally:
        process.kill()
        process.wait()


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    pinned = cores()
    if pinned is None:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)
    # A child inherits its parent's cores: pinned later, it would have started on another one.
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {pinned[0]})
    try:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def on_the_clients_core() -> Iterator[None]:
    """Keep this process off the server's core while the block runs."""
    pinned = cores()
    if pinned is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {pinned[1]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _first_answer(
    process: subprocess.Popen[bytes], port_file: Path, first: bytes, deadline: float
) -> int:
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        text = port_file.read_text() if port_file.exists() else ""
        if text.endswith("\n"):
            port = int(text)
            answer = client.once(port, first)
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
            return port
        time.sleep(0.002)
    raise RuntimeError(f"{process.args!r} did not answer in {PATIENCE_S} s")
