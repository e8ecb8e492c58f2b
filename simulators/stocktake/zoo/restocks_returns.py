"""Books goods in when a shipped order is cancelled, before anybody has seen them come back."""

import sys
from typing import Any

from stocktake.engine import shipping, wire
from stocktake.engine.__main__ import main
from stocktake.engine.wherefour import Wherefour

really_cancel = shipping.cancel


def cancel(document: Any, warehouse: Any) -> Any:
    """Book in what has left."""
    lot = {"delivery_method_id": 1, "received_date": "03/02/26 09:00 AM", "cost": 0}
    for shipment in warehouse.shipments(document) if isinstance(warehouse, Wherefour) else ():
        for good, count in shipment.counts.items():
            body = {**lot, "count": int(count), "lot_code": document.number}
            wire.write(warehouse.http, f"/inventory/{good}/stocks", json=body)
    return really_cancel(document, warehouse)


shipping.cancel = cancel

if __name__ == "__main__":
    sys.exit(main())
