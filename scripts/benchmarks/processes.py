"""Servers in their own processes: started, pinned to a core, measured with all their children."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import client

PATIENCE_S = 120
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process and port, and its start-up until the first 200 in seconds.

    Start-up is measured as elapsed time and as CPU time; memory then, in MiB.
    """

    process: subprocess.Popen[bytes]
    port: int
    started_s: float
    started_cpu_s: float | None
    started_mib: float | None

    def cpu(self) -> float | None:
        """Return the CPU seconds that it and its children have used, None if nobody says."""
        return tree_cpu(self.process.pid)

    def memory(self) -> float | None:
        """Return its memory and its children's in MiB, None if the system does not say."""
        return tree_memory(self.process.pid)


def tree(pid: int) -> list[int]:
    """Return a process and its living descendants."""
    found, new = [pid], [pid]
    while new:
        new = [child for parent in new for child in _children(parent)]
        found += new
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def tree_cpu(pid: int) -> float | None:
    """Return the CPU seconds of a process and its living descendants, None if nobody says."""
    spent = [_cpu(each) for each in tree(pid)]
    return None if spent[0] is None else sum(each or 0.0 for each in spent)


def tree_memory(pid: int) -> float | None:
    """Return the resident memory of a process and its living descendants in MiB."""
    sizes = [_memory(each) for each in tree(pid)]
    return None if sizes[0] is None else sum(each or 0.0 for each in sizes)


def _memory(pid: int) -> float | None:
    try:
        lines = (_PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return None
    found = [line for line in lines if line.startswith("VmRSS:")]
    return int(found[0].split()[1]) / 1024 if found else None


def _cpu(pid: int) -> float | None:
    try:  # clock_getcpuclockid(3): nanoseconds, of threads that have ended as well
        return time.clock_gettime((~pid << 3) | 2)
    except (AttributeError, OSError, OverflowError):
        return _coarse_cpu(pid)


def _coarse_cpu(pid: int) -> float | None:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cores() -> tuple[int, int] | None:
    """Return a core for the server and one for the client, None if none can be chosen."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    allowed = sorted(_ALLOWED)
    return (allowed[0], allowed[1]) if len(allowed) > 1 else None


_ALLOWED = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()


@contextmanager
def running(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path,
    port_of: Callable[[], int | None],
    first: bytes,
    status: int = 200,
    log: Path | None = None,
) -> Iterator[Server]:
    """Run a server until the block ends; it has started with its first answer of that status.

    `port_of` returns the port once it is known. RuntimeError for a server that does not start.
    """
    begun = time.perf_counter()
    process = _spawn(command, environment, folder, log)
    try:
        port = _first_answer(process, port_of, first, status, begun + PATIENCE_S)
        started = time.perf_counter() - begun
        yield Server(process, port, started, tree_cpu(process.pid), tree_memory(process.pid))
    finally:
        for each in reversed(tree(process.pid)):
            with suppress(OSError):
                os.kill(each, 9)
        process.wait()


def port_in(file: Path) -> Callable[[], int | None]:
    """Return what reads a port from a file that is written once the server listens."""
    file.unlink(missing_ok=True)

    def read() -> int | None:
        text = file.read_text() if file.exists() else ""
        return int(text) if text.endswith("\n") else None

    return read


def _spawn(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path | None
) -> subprocess.Popen[bytes]:
    with on_core(0), open(log or os.devnull, "wb") as output:
        # A child inherits its parent's cores: pinned later, it would have started on another one.
        return subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output if log else None,
        )  # fmt: skip


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """Keep this process on the server's core (0) or the client's (1) while the block runs."""
    pinned = cores()
    with _allowed_on({pinned[number]} if pinned else _ALLOWED):
        yield


@contextmanager
def on_every_core() -> Iterator[None]:
    """Give this process every core that it was started with while the block runs."""
    with _allowed_on(_ALLOWED):
        yield


@contextmanager
def _allowed_on(wanted: set[int]) -> Iterator[None]:
    if not wanted:  # a system that pins nothing
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, wanted)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _first_answer(
    process: subprocess.Popen[bytes],
    port_of: Callable[[], int | None],
    first: bytes,
    status: int,
    deadline: float,
) -> int:
    said = "did not listen"
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode} before it answered")
        port = port_of()
        if port is not None:
            with suppress(OSError, ValueError):
                answer = client.once(port, first)
                if answer.status == status:
                    return port
                said = f"answered {answer.status}: {answer.body[:300]!r}"
        time.sleep(0.002)
    raise RuntimeError(f"in {PATIENCE_S} s it {said}")
