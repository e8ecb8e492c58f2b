"""The referee: drives any sync engine through scenarios, over HTTP, and judges it."""

from .check import UnknownScenario, run_check
from .demo import run_demo
from .reports import CannotReport

__all__ = ["CannotReport", "UnknownScenario", "run_check", "run_demo"]
