"""`poison_does_not_block`: an order that cannot be made is left and named; the others go on."""

from __future__ import annotations

import re

from stocktake.harness.history import History
from stocktake.harness.oracle import Expected, by_sku, expectations
from stocktake.harness.violation import Violation, describe, naming, placed_at

CHECK = "poison_does_not_block"


def poison_does_not_block(history: History) -> list[Violation]:
    """D3: an order with an unknown SKU has no document, and every other order has its own.

    The number of the order that is left is in the engine's log.
    """
    found = []
    for expected in expectations(history, history.final):
        orders = {
            reference: rows
            for reference, rows in expected.outlet_orders().items()
            if not by_sku(rows, "cancelled")
        }
        good = {reference for reference, rows in orders.items() if expected.can_be_made(rows)}
        for poison in sorted(orders.keys() - good):
            found += _made(expected, poison) + _unnamed(expected, poison)
            found += _blocked(expected, poison, good)
    return found


def _made(expected: Expected, poison: str) -> list[Violation]:
    if poison not in expected.documents():
        return []
    writes = [
        entry for entry in naming(expected.history, expected.warehouse, poison) if entry.is_write
    ]
    story = (
        f"{describe(writes)} Order {poison} wants something that {expected.warehouse} does not "
        f"have; a document for the rest of it is another order than the shopper's."
    )
    seqs = tuple(entry.seq for entry in writes)
    return [Violation(check=CHECK, duty="D3", journal=seqs, story=story)]


def _unnamed(expected: Expected, poison: str) -> list[Violation]:
    number = expected.route.outlet_role.id_in(poison)
    name = re.compile(rf"\b(?:{re.escape(poison)}|{re.escape(number)})\b")
    placed = placed_at(expected.history, expected.outlet, poison) or 0
    rounds = [step.round for step in expected.history.all_steps if step.round.first >= placed]
    if any(name.search(each.output) for each in rounds):
        return []
    story = (
        f"At {placed} order {poison} came in, which {expected.warehouse} cannot take. In "
        f"{len(rounds)} rounds after that the engine printed nothing that names it, so nobody will "
        "look at it."
    )
    return [Violation(check=CHECK, duty="D3", journal=(placed,), story=story)]


def _blocked(expected: Expected, poison: str, good: set[str]) -> list[Violation]:
    waiting = sorted(good - expected.documents().keys())
    if not waiting:
        return []
    numbers = [
        placed_at(expected.history, expected.outlet, reference) for reference in (poison, *waiting)
    ]
    story = (
        f"Order {poison} cannot be made at {expected.warehouse}, and {', '.join(waiting)}, which "
        f"can, {'has' if len(waiting) == 1 else 'have'} no document either."
    )
    seqs = tuple(number for number in numbers if number is not None)
    return [Violation(check=CHECK, duty="D3", journal=seqs, story=story)]
