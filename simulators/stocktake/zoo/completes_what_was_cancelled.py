"""Sets an order to "complete" when it reports the shipment, whatever its status is by then."""

import sys

from stocktake.engine.__main__ import main
from stocktake.engine.order import Order
from stocktake.engine.retailcrm import RetailCRM


def report_shipped(self: RetailCRM, order: Order, *, store: str, date: str) -> None:
    """Report the shipment, and a status that goes with it."""
    shipped = {"shipped": True, "shipmentStore": store, "shipmentDate": date, "status": "complete"}
    path = f"/api/v5/orders/{order.id}/edit"
    self._write(path, order=shipped, by="id", site=order.site)


RetailCRM.report_shipped = report_shipped  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
