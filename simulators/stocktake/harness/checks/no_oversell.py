"""`no_oversell`: the shop sells nothing that a completed round could have taken off sale."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.bundles import MICRO
from stocktake.harness.facts import facts_of
from stocktake.harness.history import EventResult, History, StepHistory
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.route import Route
from stocktake.harness.violation import Violation, describe_faults, faulted, last_shown, units


def no_oversell(history: History) -> list[Violation]:
    """D1: at no step more is sold than can be shipped, if a completed round could have known."""
    found = []
    known: StepHistory | None = None  # the last step whose round was completed
    last: StepHistory | None = None
    informing = facts_of(history).informed
    for step in history.all_steps:
        if known is not None and last is not None:
            moments = (step.before, known.before, last.after)
            for expected, informed, then in zip(
                *(expectations(history, m) for m in moments), strict=True
            ):
                found += _sold_too_much(expected, (informed, then), step=step, known=known)
        last = step
        if step in informing:
            known = step
    return found


def _sold_too_much(
    expected: Expected, earlier: tuple[Expected, Expected], *, step: StepHistory, known: StepHistory
) -> list[Violation]:
    """Return the sales of a step that the engine could have prevented.

    `earlier` is how it was when the last completed round began, and when the last round ended: a
    round that fails may still have written what is true by then.
    """
    sellable, due = expected.sellable, expected.due
    found = []
    for sale, sku, quantity in _sales(step, expected.route):
        left = max(each.right_number(sku) for each in earlier)
        # The engine could not know what changed since that round began.
        if due[sku] <= sellable[sku] or quantity <= left:
            continue
        wrote = last_shown(expected.history, sku, expected.place, before=sale.seq)
        story = (
            f"At {sale.seq} a shopper ordered {units(quantity)} of {sku} at store {expected.place}"
            f"{f', which showed what was written at {wrote}' if wrote else ''}. The round before "
            f"({known.round.first + 1} to {known.round.last}) was complete and could have known "
            f"that {f'only {units(left)} could' if left else 'none could'} be sold. Now "
            f"{expected.warehouse} owes {units(due[sku])} and can ship {units(sellable[sku])}."
        )
        faults = faulted(expected.history, after=known.round.first, upto=known.round.last)
        story += describe_faults(faults)
        cited = {wrote, sale.seq, *(entry.seq for entry in faults)}
        journal = tuple(sorted(seq for seq in cited if seq is not None))
        found.append(Violation(check="no_oversell", duty="D1", journal=journal, story=story))
    return found


def _sales(step: StepHistory, route: Route) -> Iterator[tuple[EventResult, str, int]]:
    """Yield every line of every order that was accepted on a route in this step."""
    for sale in step.events:
        if not sale.refused:
            for line in route.lines_sold(sale.event):
                yield sale, line["sku"], round(line["quantity"] * MICRO)
