"""The referee: drives any sync engine through scenarios, over HTTP, and judges it."""

from stocktake.harness.check import UnknownScenario, run_check
from stocktake.harness.report import CannotReport
from stocktake.harness.topology import UnknownWarehouse

__all__ = ["CannotReport", "UnknownScenario", "UnknownWarehouse", "run_check"]
