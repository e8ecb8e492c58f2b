"""`no_oversell`: the shop sells nothing that a whole round had time to take off the shelf."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.history import Happened, History, StepHistory
from stocktake.harness.oracle import MICRO, View, units, views
from stocktake.harness.stories import Violation, last_shown, struck, told_of_faults


def no_oversell(history: History) -> list[Violation]:
    """D1: at no step more is sold than can be shipped, if a completed round could have known."""
    found = []
    known: StepHistory | None = None  # the last step whose round was completed
    last: StepHistory | None = None
    for step in history.all_steps:
        if known is not None and last is not None:
            moments = (step.before, known.before, last.after)
            for now, informed, then in zip(*(views(history, m) for m in moments), strict=True):
                found += _sold_too_much(now, (informed, then), step=step, known=known)
        last = step
        if step.round.completed:
            known = step
    return found


def _sold_too_much(
    view: View, earlier: tuple[View, View], *, step: StepHistory, known: StepHistory
) -> list[Violation]:
    """`earlier` is how it was when the last completed round began, and when the last round ended:
    a round that fails may still have written what is true by then.
    """
    sellable, due = view.sellable(), view.due()
    found = []
    for happened, sku, quantity in _sales(step, view.store):
        left = max(each.leftover(sku) for each in earlier)
        # What changed since that round began is nobody's fault: the engine could not know.
        if due[sku] <= sellable[sku] or quantity <= left:
            continue
        wrote = last_shown(view.history, sku, view.store, before=happened.seq)
        story = (
            f"At {happened.seq} a shopper ordered {units(quantity)} of {sku} at store {view.store}"
            f"{f', which showed what was written at {wrote}' if wrote else ''}. The round before "
            f"({known.round.first + 1} to {known.round.last}) was complete and could have known "
            f"that {f'only {units(left)} could' if left else 'none could'} be sold. Now "
            f"{view.warehouse} owes {units(due[sku])} and can ship {units(sellable[sku])}."
        )
        faults = struck(view.history, after=known.round.first, upto=known.round.last)
        story += told_of_faults(faults)
        cited = {wrote, happened.seq, *(entry.seq for entry in faults)}
        journal = tuple(sorted(seq for seq in cited if seq is not None))
        found.append(Violation(check="no_oversell", duty="D1", journal=journal, story=story))
    return found


def _sales(step: StepHistory, store: str) -> Iterator[tuple[Happened, str, int]]:
    """Yield every line of every order that was accepted at a store in this step."""
    for happened in step.happened:
        if happened.event.arguments.get("store") == store and not happened.refused:
            for line in happened.event.arguments["lines"]:
                yield happened, line["sku"], round(line["quantity"] * MICRO)
