"""Catches every error, and calls each round complete."""

import sys

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

really_report = rounds.Report


def report(failures: list[str], wrote: bool) -> rounds.Report:
    """Report no failure."""
    return really_report([], wrote)


rounds.Report = report  # type: ignore[assignment, misc]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
