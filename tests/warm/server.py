"""The process behind `tests.warm`: has imported everything, and forks for each command.

`server.py DESCRIPTOR PATH COMMAND`: that of a socket that listens, a `sys.path` in JSON, and the
interpreter that its forks start where they start one. It ends when its stdin does, and then kills
what still runs. It never starts a thread: a fork of a process with threads has their locks.
"""

import array
import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import random
import runpy
import selectors
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _pytest.config import default_plugins

LOADED = (
    "stocktake.cli", "stocktake.web.sandbox", "stocktake.web.server", "stocktake.web.interceptor",
    "stocktake.harness.check", "stocktake.harness.report.page", "stocktake.harness.report.har",
    "stocktake.engine.rounds", "stocktake.engine.lines", "stocktake.client.http", "requests",
    "hypothesis.strategies", "stocktake.harness.search.generated",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a launcher wants to be run, and as whom."""

    cwd: bytes
    mask: int
    session: int
    group: int
    ignored: list[int]
    words: list[str]
    environment: dict[bytes, bytes]
    descriptors: list[int]


def main() -> None:
    """Load everything, then serve until stdin ends."""
    sys.path[:] = json.loads(sys.argv[2])
    for name in LOADED:
        importlib.import_module(name)
    for name in default_plugins:
        importlib.import_module(f"_pytest.{name}")
    _make_a_world()
    _make_ready_to_draw()
    assert threading.active_count() == 1
    sys.executable = sys.argv[3]
    gc.collect()
    gc.freeze()  # or a fork's collection would copy every page
    Server(socket.socket(fileno=int(sys.argv[1]))).run()


def _make_a_world() -> None:
    """Read the documents and compile what answers are checked with, which processes remember."""
    from stocktake import SIMULATORS
    from stocktake.core import kept_images
    from stocktake.web.sandbox import Sandbox

    kept_images._MOST_FILES = 100  # as in tests/conftest.py
    with Sandbox(SIMULATORS, seed_set="documented") as sandbox:
        for api in sandbox.env:
            if api.endswith("_BASE_URL"):
                sandbox.request("GET", "/")


def _make_ready_to_draw() -> None:
    """Let Hypothesis read the constants of every module, which it does once in a process."""
    from hypothesis.configuration import set_hypothesis_home_dir
    from hypothesis.internal.conjecture import providers

    set_hypothesis_home_dir(Path(__file__).parents[2] / ".hypothesis")
    providers._get_local_constants()
    set_hypothesis_home_dir(None)


class Server:
    """Takes commands from launchers, and tells each how its fork has ended."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.chosen = selectors.DefaultSelector()
        self.forks: dict[socket.socket, int] = {}

    def run(self) -> None:
        """Serve until stdin ends."""
        self.chosen.register(self.listener, selectors.EVENT_READ, self._accept)
        self.chosen.register(0, selectors.EVENT_READ, self._end)
        while True:
            for key, _ in self.chosen.select():
                key.data(key.fileobj)

    def _end(self, _: int) -> None:
        for pid in self.forks.values():
            kill(pid)
        os._exit(0)

    def _accept(self, _: socket.socket) -> None:
        connection, _address = self.listener.accept()
        try:
            asked = read(connection)
        except (OSError, ValueError):
            connection.close()
            return
        pid = os.fork()
        if pid == 0:
            self.listener.close()
            self.chosen.close()
            for other in (connection, *self.forks):
                other.close()
            become(asked)
        for descriptor in asked.descriptors:
            os.close(descriptor)
        ended = os.pidfd_open(pid)
        self.forks[connection] = pid
        self.chosen.register(ended, selectors.EVENT_READ, lambda _: self._ended(connection, ended))
        self.chosen.register(connection, selectors.EVENT_READ, self._signalled)

    def _signalled(self, connection: socket.socket) -> None:
        """Pass on a signal; a launcher that has gone was killed, and its fork is as well."""
        try:
            number = connection.recv(1)
        except OSError:
            number = b""
        pid = self.forks[connection]
        if number:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number[0])
            return
        kill(pid)
        self.chosen.unregister(connection)

    def _ended(self, connection: socket.socket, ended: int) -> None:
        self.chosen.unregister(ended)
        os.close(ended)
        _, status = os.waitpid(self.forks.pop(connection), 0)
        code = os.waitstatus_to_exitcode(status)
        with contextlib.suppress(OSError):
            connection.sendall(code.to_bytes(4, "big", signed=True))
        with contextlib.suppress(KeyError):
            self.chosen.unregister(connection)
        connection.close()


def kill(pid: int) -> None:
    """Kill a fork, with its group where it leads one."""
    with contextlib.suppress(ProcessLookupError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)


def read(connection: socket.socket) -> Asked:
    """Read what a launcher sends."""
    place = array.array("i")
    size, control, _, _ = connection.recvmsg(4, socket.CMSG_SPACE(3 * place.itemsize))
    place.frombytes(control[0][2])
    parts = connection.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL).split(b"\0")
    cwd, mask, session, group, ignored, count = parts[:6]
    words, variables = parts[6 : 6 + int(count)], parts[6 + int(count) :]
    environment = dict(each.split(b"=", 1) for each in variables if each)
    return Asked(
        cwd, int(mask), int(session), int(group), [int(n) for n in ignored.split()],
        [os.fsdecode(word) for word in words], environment, list(place),
    )  # fmt: skip


def become(asked: Asked) -> None:
    """Run a command as a process of its own would, from its start to its exit."""
    code = 1
    try:
        _settle(asked)
        code = _run(asked.words)
    finally:
        os._exit(code)


def _settle(asked: Asked) -> None:
    """Take over what a process inherits."""
    if asked.session == os.getsid(0):
        with contextlib.suppress(OSError):  # the group's last process may have ended
            os.setpgid(0, asked.group)
    else:
        os.setsid()
    for number, descriptor in enumerate(asked.descriptors):
        os.dup2(descriptor, number)
    os.closerange(3, 1024)
    for number in asked.ignored:
        signal.signal(number, signal.SIG_IGN)
    os.chdir(asked.cwd)
    os.umask(asked.mask)
    os.environb.clear()
    os.environb.update(asked.environment)
    places = [os.fsdecode(each) for each in asked.environment.get(b"PYTHONPATH", b"").split(b":")]
    sys.path[:0] = [place for place in places if place and place not in sys.path]
    time.tzset()
    vars(tempfile)["tempdir"] = None  # TMPDIR may be another
    random.seed()
    # What a start of Python makes of its descriptors.
    sys.stdin = _stream(0, "r", "strict")
    sys.stdout = _stream(1, "w", "strict")
    sys.stderr = _stream(2, "w", "backslashreplace")


def _stream(number: int, mode: str, errors: str) -> Any:
    raw: Any = io.FileIO(number, mode, closefd=False)
    buffered = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    lines = mode == "w" and (number == 2 or os.isatty(number))
    return io.TextIOWrapper(buffered, encoding="utf-8", errors=errors, line_buffering=lines)


def _run(words: list[str]) -> int:
    """Run what an interpreter is told to run, as it does; return its exit code."""
    code = 0
    try:
        _begin(words)
    except SystemExit as end:
        code = _exit_code(end.code)
    except KeyboardInterrupt:
        traceback.print_exc()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    return code


def _begin(words: list[str]) -> None:
    """Run `-m MODULE ARGUMENT...`, `-c PROGRAM ARGUMENT...` or `FILE ARGUMENT...`.

    Before them `-P` may stand, and `-W error`.
    """
    is_isolated = False
    while words[0] in ("-P", "-W"):
        if words[0] == "-W":
            sys.warnoptions.append(words[1])
            warnings.simplefilter("error")
        is_isolated |= words[0] == "-P"
        words = words[1 + (words[0] == "-W") :]
    kind, *rest = words
    if kind == "-m" and rest[0] == "stocktake.cli":
        # It is loaded: to run it again would be another module.
        from stocktake.cli import main

        sys.argv[:] = rest
        main()
    elif kind == "-m":
        sys.argv[:] = rest
        if not is_isolated:
            sys.path.insert(0, os.getcwd())
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        sys.argv[:] = ["-c", *rest[1:]]
        if not is_isolated:
            sys.path.insert(0, "")
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        exec(compile(rest[0], "<string>", "exec"), vars(module))
    else:
        sys.argv[:] = [kind, *rest]
        if not os.path.isdir(kind):  # for a folder, this is done there
            sys.path.insert(0, os.path.dirname(os.path.abspath(kind)))
        runpy.run_path(kind, run_name="__main__")


def _exit_code(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
