"""`poison_does_not_block`: an order that cannot be made is left and named; the others go on."""

from __future__ import annotations

import re

from stocktake.harness.history import History
from stocktake.harness.oracle import View, by_sku, can_be_made, views
from stocktake.harness.stories import Violation, about, placed_at, told

CHECK = "poison_does_not_block"


def poison_does_not_block(history: History) -> list[Violation]:
    """D3: an order with an unknown SKU has no document, its number is in the engine's log, and
    every other order has its document.
    """
    found = []
    for view in views(history, history.final):
        orders = {
            reference: rows
            for reference, rows in view.shop_orders().items()
            if not by_sku(rows, "cancelled")
        }
        good = {reference for reference, rows in orders.items() if can_be_made(view, rows)}
        for poison in sorted(orders.keys() - good):
            found += _made(view, poison) + _unnamed(view, poison)
            found += _blocked(view, poison, good)
    return found


def _made(view: View, poison: str) -> list[Violation]:
    if poison not in view.documents():
        return []
    writes = [entry for entry in about(view.history, view.warehouse, poison) if entry.is_write]
    story = (
        f"{told(writes)} Order {poison} wants something that {view.warehouse} does not have; a "
        f"document for the rest of it is another order than the shopper's."
    )
    seqs = tuple(entry.seq for entry in writes)
    return [Violation(check=CHECK, duty="D3", journal=seqs, story=story)]


def _unnamed(view: View, poison: str) -> list[Violation]:
    name = re.compile(rf"\bR?{poison.removeprefix('R')}\b")
    placed = placed_at(view.history, poison) or 0
    rounds = [step.round for step in view.history.all_steps if step.round.first >= placed]
    if any(name.search(each.output) for each in rounds):
        return []
    story = (
        f"At {placed} order {poison} came in, which {view.warehouse} cannot take. In {len(rounds)} "
        f"rounds after that the engine printed nothing that names it, so nobody will look at it."
    )
    return [Violation(check=CHECK, duty="D3", journal=(placed,), story=story)]


def _blocked(view: View, poison: str, good: set[str]) -> list[Violation]:
    waiting = sorted(good - view.documents().keys())
    if not waiting:
        return []
    numbers = [placed_at(view.history, reference) for reference in (poison, *waiting)]
    story = (
        f"Order {poison} cannot be made at {view.warehouse}, and {', '.join(waiting)}, which can, "
        f"{'has' if len(waiting) == 1 else 'have'} no document either."
    )
    seqs = tuple(number for number in numbers if number is not None)
    return [Violation(check=CHECK, duty="D3", journal=seqs, story=story)]
