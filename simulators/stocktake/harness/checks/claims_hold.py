"""`claims_hold`: a round that calls itself complete has left no order without a word."""

from __future__ import annotations

from stocktake.harness.history import Entry, History
from stocktake.harness.orders import Order
from stocktake.harness.rounds import InformedRound, informed_rounds
from stocktake.harness.violation import Violation, describe


def claims_hold(history: History) -> list[Violation]:
    """D24: a round that met an error and left an order unmade and unnamed is not complete."""
    found: dict[str, Violation] = {}
    for each in informed_rounds(history):
        if each.met_errors:
            for order in each.waiting():
                found.setdefault(order.reference, _violation(each, order))
    return list(found.values())


def _violation(each: InformedRound, order: Order) -> Violation:
    errors = [e for e in each.answers if e.status is None or e.status >= 400 or not e.delivered]
    shown = _of_the_warehouse(errors, each.before.warehouse)[:2]
    story = (
        f"Round {each.first + 1} to {each.last} called itself complete. {describe(shown)} Order "
        f"{order.reference}, which was there before it, has no document at "
        f"{each.before.warehouse}, and the output does not name it."
    )
    journal = tuple(sorted({seq for seq in (order.placed, *(e.seq for e in shown)) if seq >= 0}))
    return Violation(
        check="claims_hold",
        duty="D24",
        journal=journal,
        what="it calls a round complete that left an order behind",
        story=story,
    )


def _of_the_warehouse(errors: list[Entry], warehouse: str) -> list[Entry]:
    """Return the errors of the warehouse first, then all others."""
    return sorted(errors, key=lambda entry: entry.simulator != warehouse)
