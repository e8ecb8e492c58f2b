"""Repeats the report of a shipment whose answer was lost, without checking whether it arrived."""

import sys

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from stocktake.engine import wire
from stocktake.engine.__main__ import main
from stocktake.engine.retailcrm import RetailCRM

again = retry(
    retry=retry_if_exception_type(wire.OutcomeUnknown),
    stop=stop_after_attempt(3),
    wait=wait_exponential(multiplier=0.05),
    reraise=True,
)
RetailCRM.report_shipped = again(RetailCRM.report_shipped)  # type: ignore[method-assign]  # broken on purpose

if __name__ == "__main__":
    sys.exit(main())
