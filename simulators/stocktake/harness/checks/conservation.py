"""`conservation`: an engine neither makes goods nor lets them vanish."""

from __future__ import annotations

from collections import defaultdict

from stocktake.harness.history import Entry, History, Line
from stocktake.harness.oracle import View, is_of_the_shop, units, views
from stocktake.harness.stories import Violation, and_more, told


def conservation(history: History) -> list[Violation]:
    """D1, D5: stock changes only by a business event or by a shipment of an order that is known."""
    sent = {entry.seq: entry for entry in history.sent}
    found = []
    for view in views(history, history.final):
        turns: dict[int, list[Line]] = defaultdict(list)
        for line in history.ledger:
            if line.simulator == view.warehouse and line.turn in sent:
                turns[line.turn].append(line)
        for turn, lines in turns.items():
            moved = [line for line in lines if line.what == "stock" and line.delta]
            if moved and not _was_shipped(view, lines):
                found.append(_violation(view, sent[turn], moved))
    return found


def _was_shipped(view: View, lines: list[Line]) -> bool:
    """Whether a shipment of orders that are known took what moved."""
    shipped = [line for line in lines if line.what == "shipment"]
    known = view.shop_orders()
    return (
        bool(shipped)
        and {line.sku for line in lines if line.what == "stock"} <= {line.sku for line in shipped}
        and all((line.delta or 0) <= 0 for line in lines if line.what == "stock")
        and all(ref in known or not is_of_the_shop(ref) for ref in (s.reference for s in shipped))
    )


def _violation(view: View, entry: Entry, moved: list[Line]) -> Violation:
    parts = [f"{units(line.delta or 0)} of {line.sku}." for line in moved]
    story = (
        f"{told([entry])} It changed the stock of {view.warehouse}, which nobody received, counted "
        f"or shipped for a known order: {and_more(parts)}"
    )
    return Violation(check="conservation", duty="D1, D5", journal=(entry.seq,), story=story)
