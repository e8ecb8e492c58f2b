"""The registry: which simulators there are. Nothing else lists vendors by name.

Ours are found by their folder in `stocktake/vendors/`, those of other packages by the entry point
group `stocktake.simulators` or by name (`package:NAME`, what `--simulator` takes).
"""

import functools
import importlib
import pkgutil
from collections.abc import Iterable
from importlib import metadata

from .simulator import Simulator

GROUP = "stocktake.simulators"
_VENDORS = f"{__package__.rpartition('.')[0]}.vendors"


class NotASimulator(ValueError):  # noqa: N818  # said to whoever gave the name, in one line
    """A name under which there is no Simulator, or one whose name is taken; says which and why."""


@functools.cache
def registered() -> tuple[Simulator, ...]:
    """Return our simulators by the order of their folders, then those of installed packages.

    NotASimulator for an entry point that leads nowhere or to a name that is taken.
    """
    package = importlib.import_module(_VENDORS)
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    ours = [load(f"{_VENDORS}.{name}:SIMULATOR") for name in names]
    points = sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name)
    return _distinct([*ours, *(load(point.value) for point in points)])


def with_others(names: Iterable[str]) -> tuple[Simulator, ...]:
    """Return every registered simulator and those of these names (`package:NAME`) besides.

    One that is registered under the same name already is not taken twice.
    """
    known = registered()
    others = dict.fromkeys(load(name) for name in names)
    return _distinct([*known, *(other for other in others if other not in known)])


def load(name: str) -> Simulator:
    """Return the Simulator that `package.module:NAME` names; NotASimulator where there is none."""
    module, colon, attribute = name.partition(":")
    if not colon or not module or not attribute:
        raise NotASimulator(f"{name!r} names no simulator: write package:NAME")
    try:
        found = getattr(importlib.import_module(module), attribute, None)
    except ImportError as error:
        raise NotASimulator(f"{name!r} cannot be imported: {error}") from error
    if not isinstance(found, Simulator):
        raise NotASimulator(f"{name!r} is not a Simulator but {type(found).__name__}")
    return found


def _distinct(simulators: list[Simulator]) -> tuple[Simulator, ...]:
    taken: set[str] = set()
    for simulator in simulators:
        for name in {simulator.name, *(api.name for api in simulator.apis)}:
            if name in taken:
                raise NotASimulator(f"there is a simulator or an API {name!r} already")
        taken |= {simulator.name, *(api.name for api in simulator.apis)}
    return tuple(simulators)
