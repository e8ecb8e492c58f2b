"""Reports the day of a shipment by UTC, not by the zone of the shop's account."""

import sys
from typing import Any
from zoneinfo import ZoneInfo

from stocktake.engine import shipping
from stocktake.engine.__main__ import main

really_report = shipping.report


def report(*about: Any, **options: Any) -> None:
    """Tell the shop the day in London's winter."""
    really_report(*about, **{**options, "zone": ZoneInfo("UTC")})


shipping.report = report

if __name__ == "__main__":
    sys.exit(main())
