"""What `no_oversell` may blame an engine for when the round before a sale failed."""

from dataclasses import replace
from typing import Any

import pytest
from stocktake.harness.checks.no_oversell import no_oversell
from stocktake.harness.history import EventResult, Outcome, Snapshot

from tests.harness.classic import WHEREFOUR
from tests.harness.histories import history, order, stock


def holding(sellable: Any, ordered: Any = 0) -> Any:
    """The warehouse can ship so many of A and owes so many to customers of its own."""
    orders = (order("wherefour", ordered, reference="SO-1"),)
    return Snapshot(after=100, stock=(stock(sellable),), orders=orders, shipments=())


@pytest.mark.parametrize(("left_before", "violations"), [(12, 0), (2, 1)])
def test_what_a_failed_round_rightly_showed_may_be_sold(left_before: int, violations: int) -> None:
    """A failed round may have written the truth.

    Nothing was left in the last completed round; then goods came in, and a round failed after it
    had written so; then a shopper bought three, and staff took an order for more than there is.
    """
    (step,) = history().steps
    known = replace(step, before=holding(0), after=holding(0))
    ran = replace(step.round, outcome=Outcome.FAILED)
    failed = replace(step, before=holding(12), round=ran, after=holding(left_before))
    sale = EventResult(event=WHEREFOUR.order({"A": 3}), result={}, refused="", seq=1, first=0)
    sold = replace(step, events=(sale,), before=holding(12, ordered=43))
    found = no_oversell(replace(history(), steps=(known, failed, sold)))
    assert len(found) == violations
