"""What became of the faults of a scenario: how often each struck."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.history import PlantedFault
from stocktake.harness.verdict import Result


def planted_faults(result: Result) -> tuple[PlantedFault, ...]:
    """Return the faults that were planted, in the order of their planting."""
    return result.history.faults if result.history else ()


def describe_fault(planted: PlantedFault) -> str:
    """Say how often a fault struck: never, if no request came that it was planted for."""
    if planted.refused:
        return f"{planted.fault}: refused, {planted.refused}"
    if not planted.struck:
        return f"{planted.fault}: not met"
    times = "once" if planted.struck == 1 else f"{planted.struck} times"
    return f"{planted.fault}: struck {times}"


def faults_by_kind(result: Result) -> Iterator[str]:
    """Name each kind of fault with how often it struck, or that it was not met."""
    planted = planted_faults(result)
    for kind in dict.fromkeys(each.fault.kind for each in planted):
        struck = sum(each.struck for each in planted if each.fault.kind == kind)
        missed = sum(each.fault.kind == kind and not each.struck for each in planted)
        if not struck:
            yield f"{kind}: not met"
        else:
            times = f" ({struck})" if struck > 1 else ""
            yield f"{kind}{times}{f', {missed} not met' if missed else ''}"
