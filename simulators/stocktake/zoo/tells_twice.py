"""Repeats the news of a shipment whose answer was lost, without looking whether it arrived."""

import sys

import stamina

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM

again = stamina.retry(on=wire.Unsettled, attempts=3, wait_initial=0.05, wait_jitter=0)
RetailCRM.report_shipped = again(RetailCRM.report_shipped)  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
