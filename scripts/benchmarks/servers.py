"""The servers that are compared: Stocktake, another commit of it, the two references."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from .cases import first_request
from .processes import Server, port_in, running
from .programs import OURS, Program

# A world that every version has, so that all of them show the same rows.
SAME_WORLD = ("--seed-set", "both")


@contextmanager
def stocktake(folder: Path, *options: str, program: Program = OURS) -> Iterator[Server]:
    """Run `stocktake serve` of a program with these options."""
    file = folder / f"{program.name.replace('/', '-')}.port"
    command = program.command("serve", "--port", "0", "--port-file", str(file), *options)
    with running(
        command, program.environment(), folder=folder, port_of=port_in(file), first=first_request()
    ) as server:
        yield server


def bare(folder: Path, answers: Path) -> AbstractContextManager[Server]:
    """Run the app that sends recorded answers."""
    return _reference(folder, "bare", answers)


def handwritten(folder: Path, world: Path) -> AbstractContextManager[Server]:
    """Run the hand-written app on the world in a file."""
    return _reference(folder, "handwritten", world)


@contextmanager
def _reference(folder: Path, name: str, given: Path) -> Iterator[Server]:
    file = folder / f"{name}.port"
    command = [sys.executable, "-m", f"benchmarks.{name}", str(given), str(file)]
    with running(
        command, OURS.environment(), folder=folder, port_of=port_in(file), first=first_request()
    ) as server:
        yield server
