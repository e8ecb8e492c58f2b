"""The referee: drives any sync engine through scenarios, over HTTP, and judges it."""

from .check import UnknownScenario, UnknownWarehouse, run_check
from .demo import run_demo
from .reports import CannotReport

__all__ = ["CannotReport", "UnknownScenario", "UnknownWarehouse", "run_check", "run_demo"]
