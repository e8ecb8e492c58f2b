"""`conservation`: an engine neither makes goods nor lets them vanish."""

from __future__ import annotations

from collections import defaultdict

from stocktake.harness.history import Entry, History, LedgerLine
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.violation import Violation, describe, joined, units


def conservation(history: History) -> list[Violation]:
    """D1, D5: stock changes only by a business event or by a shipment of an order that is known."""
    sent = {entry.seq: entry for entry in history.sent}
    found = []
    routes = expectations(history, history.final)
    for expected in {each.warehouse: each for each in routes}.values():
        turns: dict[int, list[LedgerLine]] = defaultdict(list)
        for line in history.ledger:
            if line.simulator == expected.warehouse and line.turn in sent:
                turns[line.turn].append(line)
        for turn, lines in turns.items():
            moved = [line for line in lines if line.what == "stock" and line.delta]
            if moved and not _was_shipped(expected, lines):
                found.append(_violation(expected, sent[turn], moved))
    return found


def _was_shipped(expected: Expected, lines: list[LedgerLine]) -> bool:
    """Whether a shipment of orders that are known took what moved."""
    shipped = [line for line in lines if line.what == "shipment"]
    known = expected.facts.orders
    return (
        bool(shipped)
        and all((line.delta or 0) <= 0 for line in lines if line.what == "stock")
        and all(
            ref in known or not expected.is_reference(ref) for ref in (s.reference for s in shipped)
        )
    )


def _violation(expected: Expected, entry: Entry, moved: list[LedgerLine]) -> Violation:
    parts = [f"{units(line.delta or 0)} of {line.sku}." for line in moved]
    story = (
        f"{describe([entry])} It changed the stock of {expected.warehouse}, which nobody "
        f"received, counted or shipped for a known order: {joined(parts)}"
    )
    return Violation(
        check="conservation",
        duty="D1, D5",
        journal=(entry.seq,),
        what="it moves stock that nobody delivered, counted or shipped",
        story=story,
    )
