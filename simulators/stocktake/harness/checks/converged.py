"""`converged`: with nothing new and no faults, both systems agree."""

from __future__ import annotations

from stocktake.harness.history import History
from stocktake.harness.oracle import (
    Expected,
    by_sku,
    due_of,
    expectations,
    units,
)
from stocktake.harness.violation import (
    Violation,
    describe_faults,
    joined,
    last_shown,
    lost_callbacks,
    naming,
)


def converged(history: History) -> list[Violation]:
    """D1, D4, D7: without faults the last round is completed, and both systems agree."""
    found = [] if history.all_steps[-1].round.completed else [_failing(history)]
    for expected in expectations(history, history.final):
        found += _wrong_numbers(expected) + _unshipped(expected) + _wrongly_reported(expected)
    return found


def _failing(history: History) -> Violation:
    last = history.all_steps[-1].round
    story = (
        f"After the last step nothing happened and nothing was broken, yet the last of "
        f"{len(history.settling)} rounds {last.outcome.value} (exit {last.exit}): {last.reason}."
    )
    return Violation(check="converged", duty="D7", journal=(last.first + 1,), story=story)


def _wrong_numbers(expected: Expected) -> list[Violation]:
    sellable, due = expected.sellable(), expected.due()
    parts, cited = [], []
    for sku, numbers in sorted(expected.shown().items()):
        right = expected.right_number(sku)
        if expected.is_right(sku, numbers):
            continue
        seen = " and ".join(units(number) for number in sorted(numbers))
        parts.append(
            f"The shop shows {seen} of {sku} at store {expected.place}, but {units(right)} is "
            f"right: {expected.warehouse} can ship {units(sellable[sku])} and owes "
            f"{units(due[sku])}."
        )
        wrote = last_shown(expected.history, sku, expected.place, before=expected.snapshot.after)
        # Never written: the last round is the one that should have done it.
        cited.append(expected.history.all_steps[-1].round.last if wrote is None else wrote)
    if not parts:
        return []
    journal = tuple(sorted(set(cited)))
    return [Violation(check="converged", duty="D1", journal=journal, story=joined(parts))]


def _unshipped(expected: Expected) -> list[Violation]:
    if expected.route.warehouse_role.staff_ship:
        return []
    orders = expected.outlet_orders()
    wanted = {reference for reference in orders if not by_sku(orders[reference], "cancelled")}
    sellable = expected.sellable()
    found = []
    for reference, copies in expected.documents().items():
        could = {sku: n for sku, n in due_of(copies).items() if sellable[sku] > 0}
        if not could or reference not in wanted:
            continue
        goods = ", ".join(f"{units(n)} of {sku}" for sku, n in sorted(could.items()))
        seqs = tuple(
            e.seq for e in naming(expected.history, expected.warehouse, reference) if e.is_write
        )
        story = (
            f"Order {reference} still waits for {goods}, "
            f"although {expected.warehouse} could ship it."
        )
        found.append(Violation(check="converged", duty="D4", journal=seqs, story=story))
    return found


def _wrongly_reported(expected: Expected) -> list[Violation]:
    found = []
    documents = expected.documents()
    for reference, rows in expected.outlet_orders().items():
        says = bool(by_sku(rows, "shipped"))
        copies = documents.get(reference)
        out = bool(copies) and not due_of(copies or {})
        if by_sku(rows, "cancelled") or says == out:
            continue
        truth = "everything is out" if out else "not everything is out"
        story = (
            f"Of order {reference} {truth} at {expected.warehouse}, "
            f"but the shop has it as {'shipped' if says else 'not shipped'}."
        )
        turns = expected.shipped_at(reference)
        unheard = lost_callbacks(expected.history, put=turns)
        story += describe_faults(unheard)
        path = expected.route.outlet_role.order_path.replace("{id}", rows[0].id)
        edits = expected.history.where(simulator=expected.outlet, method="POST")
        reports = tuple(e.seq for e in edits if path in (e.path or ""))
        seqs = (*(reports or turns), *(entry.seq for entry in unheard))
        found.append(Violation(check="converged", duty="D4", journal=seqs, story=story))
    return found
