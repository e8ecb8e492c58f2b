"""The server of a test session: a process of its own, or a thread of the tests' process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import pytest

from stocktake.client.control import Control
from stocktake.client.http import connect

from .marker import Beginning, wrong

if TYPE_CHECKING:
    from .keeper import Keeper

SEED_SET = "busy"  # lists have pages, orders are open, shipped, called off: life to pull

# The child's own path, then what the tests' process has besides; the same Stocktake first.
_CHILD = """
import importlib.util, json, os, sys
home, path = json.loads(sys.argv[1])
found = importlib.util.find_spec("stocktake")
if found is None or os.path.dirname(os.path.dirname(found.origin or "")) != home:
    sys.path.insert(0, home)
sys.path += [each for each in path if each not in sys.path]
from stocktake.pytest_plugin.process import main
main()
"""


class Server(Protocol):
    """A session's server: `simulators` says of each what its clients need."""

    simulators: dict[str, dict[str, Any]]

    def begin(self, world: str, given: Beginning) -> Control:
        """Make the world of a test; fail the test for what its marker cannot have."""

    def end(self) -> None:
        """Let go of the worlds of a test."""

    def bugs(self) -> list[str]:
        """Return the bugs that were met since the last time."""


@dataclass(slots=True)
class InProcess:
    """A server in a thread of this process."""

    keeper: Keeper
    control: Control
    simulators: dict[str, dict[str, Any]]

    def begin(self, world: str, given: Beginning) -> Control:
        """Make the world of a test."""
        refused = self.keeper.begin(world, given.settings, given.faults)
        return _begun(self.control, world, refused)

    def end(self) -> None:
        """Let go of the worlds of a test."""
        self.keeper.end()

    def bugs(self) -> list[str]:
        """Return the bugs that were met since the last time."""
        return self.keeper.bugs()


@dataclass(slots=True)
class OwnProcess:
    """A server in a process of its own: it answers a line of JSON with a line of JSON."""

    process: subprocess.Popen[str]
    errors: IO[str]
    control: Control
    simulators: dict[str, dict[str, Any]]

    def begin(self, world: str, given: Beginning) -> Control:
        """Make the world of a test."""
        refused = self._ask("begin", world, given.settings, given.faults)
        return _begun(self.control, world, refused)

    def end(self) -> None:
        """Let go of the worlds of a test."""
        self._ask("end")

    def bugs(self) -> list[str]:
        """Return the bugs that were met since the last time."""
        return list(self._ask("bugs"))

    def _ask(self, *question: Any) -> Any:
        return ask(self.process, self.errors, question)


@contextmanager
def in_process() -> Iterator[Server]:
    """Serve in a thread of this process, so that a debugger can step into the fakes."""
    from stocktake.web.sandbox import Sandbox

    from .keeper import Keeper, describe

    with Sandbox(seed_set=SEED_SET) as sandbox, sandbox.listening() as url:
        yield InProcess(Keeper(sandbox), connect(url), describe())


@contextmanager
def own_process() -> Iterator[Server]:
    """Serve in a process of its own.

    So nothing that tests do to their process, such as a frozen clock or patched sockets, reaches
    the fakes. It ends when its input does: with the tests' process, however that ends.
    """
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CHILD, json.dumps([_home(), sys.path])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            start_new_session=True,  # Ctrl-C is for the tests, which end it
        )  # fmt: skip
        try:
            ready = ask(process, errors)
            yield OwnProcess(process, errors, connect(ready["url"]), ready["simulators"])
        finally:
            process.communicate()


def _begun(control: Control, world: str, refused: str | None) -> Control:
    if refused is not None:
        wrong(f"cannot be: {refused}")
    return control.in_world(world)


def ask(process: subprocess.Popen[str], errors: IO[str], question: Any = None) -> Any:
    """Write a line, unless the process speaks first, and return the line that it answers.

    The test fails with what the process said if it is gone.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if question is not None:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = ""
    if not line:
        errors.seek(0)
        pytest.fail(f"the server of Stocktake has ended:\n{errors.read()[-4000:]}", pytrace=False)
    return json.loads(line)


def _home() -> str:
    import stocktake

    return str(Path(str(stocktake.__file__)).parents[1])
