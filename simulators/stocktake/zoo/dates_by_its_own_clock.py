"""Reports the day on which it noticed a shipment as the day of the shipment."""

import sys
from dataclasses import replace
from typing import Any

from stocktake.engine import shipping
from stocktake.engine.__main__ import main
from stocktake.zoo import told

really_report = shipping.report


def report(order: Any, shipments: Any, **options: Any) -> None:
    """Tell the shop that everything was shipped now."""
    really_report(order, [replace(each, at=told().now) for each in shipments], **options)


shipping.report = report

if __name__ == "__main__":
    sys.exit(main())
