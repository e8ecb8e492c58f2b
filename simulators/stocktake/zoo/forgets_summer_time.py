"""Takes the account to be eight hours behind UTC all year."""

import sys
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.engine import shipping
from stocktake.engine.__main__ import main

really_report = shipping.report


def report(*about: Any, **options: Any) -> None:
    """Tell the shop the day by winter time."""
    really_report(*about, **{**options, "zone": ZoneInfo("Etc/GMT+8")})


shipping.report = report

if __name__ == "__main__":
    sys.exit(main())
