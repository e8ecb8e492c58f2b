"""The referee: drives any sync engine through scenarios, over HTTP, and judges it."""

from stocktake.harness.check import UnknownScenario, UnknownWarehouse, run_check
from stocktake.harness.demo import run_demo
from stocktake.harness.report import CannotReport

__all__ = ["CannotReport", "UnknownScenario", "UnknownWarehouse", "run_check", "run_demo"]
