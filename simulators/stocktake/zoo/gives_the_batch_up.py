"""Gives a whole upload up when the shop refuses one of its rows."""

import sys
from typing import Any

from stocktake.engine import uploads
from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM


def without_refused_rows(shop: RetailCRM, site: str, rows: Any) -> tuple[()]:
    """Send rows; if they are refused, so be it."""
    shop.upload(site, rows)
    return ()


uploads.without_refused_rows = without_refused_rows  # type: ignore[assignment]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
