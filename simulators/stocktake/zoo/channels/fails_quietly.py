"""Calls a round complete in which tokens were refused: nobody learns that a consent has ended."""

import sys
from typing import Any

from stocktake.engine import rounds
from stocktake.engine.__main__ import main

really_report = rounds.Report


def report(failures: list[str], wrote: bool) -> Any:
    """Leave out failures that speak of the consent."""
    return really_report([each for each in failures if "invalid_grant" not in each], wrote)


rounds.Report = report  # type: ignore[assignment,misc]  # that is the fault

if __name__ == "__main__":
    sys.exit(main())
