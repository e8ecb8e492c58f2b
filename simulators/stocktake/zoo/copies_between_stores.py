"""Sends the number of one store to every store, and takes that for a change in the next round."""

import sys
from typing import Any

from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM
from stocktake.zoo import told

really_upload = RetailCRM.upload


def upload(self: RetailCRM, site: str, rows: Any) -> None:
    """Copy the number that has changed to all stores."""
    codes = [store for link in told().links for store in link.stores]
    copies = [
        {**row, "stores": [{**row["stores"][0], "code": code} for code in codes]} for row in rows
    ]
    really_upload(self, site, copies)


RetailCRM.upload = upload  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
