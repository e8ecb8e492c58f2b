"""Reports each shipment a second time, to be sure."""

import sys
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM

really_report = RetailCRM.report_shipped


def report_shipped(self: RetailCRM, *about: Any, **told: Any) -> None:
    """Tell the shop, and tell it again."""
    really_report(self, *about, **told)
    really_report(self, *about, **told)


RetailCRM.report_shipped = report_shipped  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
