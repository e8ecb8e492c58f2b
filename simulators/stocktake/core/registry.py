"""The registry: which simulators there are. Nothing else lists vendors by name.

Ours are found by their folder in `stocktake/vendors/`, those of other packages by the entry point
group `stocktake.simulators` or by name (`package:NAME`, what `--simulator` takes).
"""

from __future__ import annotations

import functools
import importlib
import operator
import pkgutil
from collections.abc import Iterable
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .simulator import Simulator

GROUP = "stocktake.simulators"
_VENDORS = f"{__package__.rpartition('.')[0]}.vendors"


class NotASimulator(ValueError):  # noqa: N818  # a mistake of the user's, shown as one line
    """A name that leads to no Simulator, or to one whose name is taken; says which and why."""


@functools.cache
def ours() -> tuple[Simulator, ...]:
    """Return the simulators of this package, sorted by the names of their folders.

    NotASimulator for a folder without `SIMULATOR`.
    """
    return _distinct(load(f"{_VENDORS}.{name}:SIMULATOR") for name in _folders())


def names() -> tuple[str, ...]:
    """Return the names of the registered simulators, ours first; none of them is imported.

    Those of installed packages are named by their entry points.
    """
    return (*_folders(), *(point.name for point in _points()))


def named() -> dict[str, Simulator]:
    """Return the registered simulators by these names. NotASimulator as for `registered`."""
    found = dict(zip(_folders(), ours(), strict=True))
    others = {point.name: load(f"{point.module}:{point.attr}") for point in _points()}
    return {**others, **found}


@functools.cache
def registered() -> tuple[Simulator, ...]:
    """Return our simulators, then those of installed packages by the names of their entry points.

    NotASimulator for an entry point that leads to no Simulator, or to one whose name is taken.
    """
    return _with(ours(), (f"{point.module}:{point.attr}" for point in _points()))


def with_others(names: Iterable[str]) -> tuple[Simulator, ...]:
    """Return every registered simulator, then those of these names (`package:NAME`).

    One that is registered already is not added again. NotASimulator as for `registered`.
    """
    return _with(registered(), names)


def load(name: str) -> Simulator:
    """Return the Simulator that `package.module:NAME` names; NotASimulator where there is none."""
    from .simulator import Simulator  # not before a simulator is loaded: names() costs nothing

    module, colon, attribute = name.partition(":")
    if not module or not attribute:
        raise NotASimulator(f"{name!r} names no simulator: write package:NAME")
    try:
        found = operator.attrgetter(attribute)(importlib.import_module(module))
    except AttributeError as error:
        raise NotASimulator(f"{name!r} leads nowhere: {error}") from error
    except Exception as error:  # somebody else's module may raise anything while it is imported
        raise NotASimulator(
            f"{name!r} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(found, Simulator):
        raise NotASimulator(f"{name!r} is not a Simulator but of type {type(found).__name__}")
    return found


def _folders() -> list[str]:
    package = importlib.import_module(_VENDORS)
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def _points() -> list[metadata.EntryPoint]:
    return sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name)


def _with(known: tuple[Simulator, ...], names: Iterable[str]) -> tuple[Simulator, ...]:
    others = [load(name) for name in names]
    return _distinct([*known, *(s for s in _once(others) if not any(s is k for k in known))])


def _once(simulators: Iterable[Simulator]) -> list[Simulator]:
    # By identity: a Simulator holds dictionaries, so that it has no hash.
    return list({id(simulator): simulator for simulator in simulators}.values())


def _distinct(simulators: Iterable[Simulator]) -> tuple[Simulator, ...]:
    found, taken = tuple(simulators), set[str]()
    for simulator in found:
        names = {simulator.name, *(api.name for api in simulator.apis)}
        for name in sorted(names & taken):
            raise NotASimulator(f"the name {name!r} is taken by another simulator or API")
        taken |= names
    return found
