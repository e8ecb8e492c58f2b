"""The referee: drives any sync engine through scenarios, over HTTP, and judges it."""

from .check import UnknownScenario, UnknownWarehouse, run_check
from .demo import run_demo

__all__ = ["UnknownScenario", "UnknownWarehouse", "run_check", "run_demo"]
