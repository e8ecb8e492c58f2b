"""`converged`: with nothing new and no faults, both systems agree."""

from __future__ import annotations

from stocktake.harness.history import History
from stocktake.harness.oracle import (
    SHIPPED_BY_STAFF,
    View,
    by_sku,
    due_of,
    shipped_at,
    units,
    views,
)
from stocktake.harness.stories import (
    Violation,
    about,
    and_more,
    last_shown,
    lost_callbacks,
    told_of_faults,
)


def converged(history: History) -> list[Violation]:
    """D1, D4, D7: without faults the last round is completed, and both systems agree."""
    found = [] if history.all_steps[-1].round.completed else [_failing(history)]
    for view in views(history, history.final):
        found += _wrong_numbers(view) + _unshipped(view) + _wrongly_reported(view)
    return found


def _failing(history: History) -> Violation:
    last = history.all_steps[-1].round
    story = (
        f"After the last step nothing happened and nothing was broken, yet the last of "
        f"{len(history.settling)} rounds {last.outcome.value} (exit {last.exit}): {last.said}."
    )
    return Violation(check="converged", duty="D7", journal=(last.first + 1,), story=story)


def _wrong_numbers(view: View) -> list[Violation]:
    sellable, due = view.sellable(), view.due()
    parts, cited = [], []
    for sku, numbers in sorted(view.shown().items()):
        right = view.leftover(sku)
        if numbers == {right}:
            continue
        seen = " and ".join(units(number) for number in sorted(numbers))
        parts.append(
            f"The shop shows {seen} of {sku} at store {view.store}, but {units(right)} is right: "
            f"{view.warehouse} can ship {units(sellable[sku])} and owes {units(due[sku])}."
        )
        wrote = last_shown(view.history, sku, view.store, before=view.snapshot.after)
        # Never written: the last round is the one that should have done it.
        cited.append(view.history.all_steps[-1].round.last if wrote is None else wrote)
    if not parts:
        return []
    journal = tuple(sorted(set(cited)))
    return [Violation(check="converged", duty="D1", journal=journal, story=and_more(parts))]


def _unshipped(view: View) -> list[Violation]:
    if view.warehouse in SHIPPED_BY_STAFF:
        return []
    orders = view.shop_orders()
    wanted = {reference for reference in orders if not by_sku(orders[reference], "cancelled")}
    sellable = view.sellable()
    found = []
    for reference, copies in view.documents().items():
        could = {sku: n for sku, n in due_of(copies).items() if sellable[sku] > 0}
        if not could or reference not in wanted:
            continue
        goods = ", ".join(f"{units(n)} of {sku}" for sku, n in sorted(could.items()))
        seqs = tuple(e.seq for e in about(view.history, view.warehouse, reference) if e.is_write)
        story = (
            f"Order {reference} still waits for {goods}, although {view.warehouse} could ship it."
        )
        found.append(Violation(check="converged", duty="D4", journal=seqs, story=story))
    return found


def _wrongly_reported(view: View) -> list[Violation]:
    found = []
    documents = view.documents()
    shop = view.history.scenario.world.shop
    for reference, rows in view.shop_orders().items():
        says = bool(by_sku(rows, "shipped"))
        copies = documents.get(reference)
        out = bool(copies) and not due_of(copies or {})
        if by_sku(rows, "cancelled") or says == out:
            continue
        truth = "everything is out" if out else "not everything is out"
        story = (
            f"Of order {reference} {truth} at {view.warehouse}, "
            f"but the shop has it as {'shipped' if says else 'not shipped'}."
        )
        turns = shipped_at(view, reference)
        unheard = lost_callbacks(view.history, put=turns)
        story += told_of_faults(unheard)
        edits = view.history.where(simulator=shop, method="POST")
        told = tuple(e.seq for e in edits if f"/orders/{rows[0].id}/" in (e.path or ""))
        seqs = (*(told or turns), *(entry.seq for entry in unheard))
        found.append(Violation(check="converged", duty="D4", journal=seqs, story=story))
    return found
