"""`no_oversell`: the shop sells nothing that a completed round could have taken off sale."""

from __future__ import annotations

from collections.abc import Iterator

from stocktake.harness.bundles import MICRO
from stocktake.harness.history import EventResult, History, StepHistory
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.rounds import InformedRound, informed_rounds
from stocktake.harness.route import Route
from stocktake.harness.violation import Violation, describe_faults, faulted, last_shown, units

_WHAT = "it lets the shop sell what cannot be shipped"


def no_oversell(history: History) -> list[Violation]:
    """D1: at no step more is sold than can be shipped, if a completed round could have known."""
    found = []
    known: list[InformedRound] = []  # the last completed round, route by route
    last: StepHistory | None = None
    for step in history.all_steps:
        if last is not None:
            now, then = (expectations(history, moment) for moment in (step.before, last.after))
            for informed, expected, later in zip(known, now, then, strict=False):
                found += _sold_too_much(expected, later, step=step, known=informed)
        last = step
        known = [each for each in informed_rounds(history) if each.step is step] or known
    return found


def _sold_too_much(
    expected: Expected, later: Expected, *, step: StepHistory, known: InformedRound
) -> list[Violation]:
    """Return the sales of a step that the engine could have prevented.

    `known` is the last completed round, `later` how it was when the last round ended: one that
    fails may still have written what is true by then.
    """
    first, last = known.first, known.last
    sellable, due = expected.sellable, expected.due
    found = []
    for sale, sku, quantity in _sales(step, expected.route):
        if sku not in expected.shown and expected.route.outlet_role.imports_unknown:
            continue  # a listing that nobody has connected (D12)
        left = max(known.before.right_number(sku), later.right_number(sku))
        # The engine could not know what changed since that round began.
        if due[sku] <= sellable[sku] or quantity <= left or known.is_hidden(sku):
            continue
        wrote = last_shown(expected.history, sku, expected.place, before=sale.seq)
        story = (
            f"At {sale.seq} a shopper ordered {units(quantity)} of {sku} at store {expected.place}"
            f"{f', which showed what was written at {wrote}' if wrote else ''}. The round before "
            f"({first + 1} to {last}) was complete and could have known "
            f"that {f'only {units(left)} could' if left else 'none could'} be sold. Now "
            f"{expected.warehouse} owes {units(due[sku])} and can ship {units(sellable[sku])}."
        )
        faults = faulted(expected.history, after=first, upto=last)
        story += describe_faults(faults)
        cited = {wrote, sale.seq, *(entry.seq for entry in faults)}
        journal = tuple(sorted(seq for seq in cited if seq is not None))
        found.append(
            Violation(check="no_oversell", duty="D1", journal=journal, what=_WHAT, story=story)
        )
    return found


def _sales(step: StepHistory, route: Route) -> Iterator[tuple[EventResult, str, int]]:
    """Yield every line of every order that was accepted on a route in this step."""
    for sale in step.events:
        if not sale.refused:
            for line in route.lines_sold(sale.event):
                yield sale, line["sku"], round(line["quantity"] * MICRO)
