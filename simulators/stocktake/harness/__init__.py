"""The referee: drives any sync engine through scenarios, over HTTP, and judges it.

Its front door is lazy: `stocktake journal` needs one module of it, which all the others would slow.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stocktake.harness.check import UnknownScenario, run_check
    from stocktake.harness.report import CannotReport
    from stocktake.harness.topology import UnknownWarehouse

__all__ = ["CannotReport", "UnknownScenario", "UnknownWarehouse", "run_check"]

_HOMES = {
    "CannotReport": ".report",
    "UnknownScenario": ".check",
    "UnknownWarehouse": ".topology",
    "run_check": ".check",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name], __name__), name)
    globals()[name] = value
    return value
