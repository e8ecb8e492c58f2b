"""`each_order_once`: an order of the shop is one document in its warehouse, not two, not none."""

from __future__ import annotations

from stocktake.harness.history import Entry, History, OrderRow
from stocktake.harness.oracle import Expected, by_sku, expectations, in_order, units
from stocktake.harness.violation import (
    Violation,
    describe,
    describe_faults,
    faulted,
    joined,
    naming,
    placed_at,
    without_echoes,
)


def each_order_once(history: History) -> list[Violation]:
    """D2, D3, D7: each order of the shop has one document in its warehouse, line for line."""
    found = []
    for expected in expectations(history, history.final):
        documents = expected.documents()
        for reference, rows in expected.outlet_orders().items():
            copies = documents.get(reference, {})
            creates = _creates(expected, reference)
            if len(copies) > 1 or len(creates) > 1:
                found.append(_made_twice(expected, reference, creates))
            elif not copies and not by_sku(rows, "cancelled") and expected.can_be_made(rows):
                found.append(_forgotten(expected, reference))
            elif copies:
                found += _other_lines(expected, reference, rows)
    return found


def _creates(expected: Expected, reference: str) -> list[Entry]:
    """Return the engine's own writes that made a document, without what a proxy repeated."""
    turns = {
        line.turn
        for line in expected.history.ledger
        if (line.simulator, line.what, line.reference) == (expected.warehouse, "demand", reference)
        and (line.delta or 0) > 0
    }
    return without_echoes(entry for entry in expected.history.sent if entry.seq in turns)


def _made_twice(expected: Expected, reference: str, creates: list[Entry]) -> Violation:
    entries = naming(expected.history, expected.warehouse, reference)
    writes = [entry for entry in entries if entry.is_write]
    looked = [e for e in entries if not e.is_write and writes[0].seq < e.seq < writes[-1].seq]
    between = f" Between them it never looked whether {reference} was there."
    if looked or len(creates) < 2:
        between = ""
    ids = in_order(expected.documents().get(reference, {}))
    if len(ids) > 1:
        end = f"{expected.warehouse} now holds order {reference} {len(ids)} times "
        end += f"(ids {', '.join(ids)}), and would ship it as often."
    else:
        end = f"So it made {reference} {len(creates)} times; meanwhile anybody could ship each."
    seqs = tuple(entry.seq for entry in writes)
    story = f"{describe(writes)}{between} {end}"
    return Violation(check="each_order_once", duty="D3, D7", journal=seqs, story=story)


def _forgotten(expected: Expected, reference: str) -> Violation:
    entries = [e for e in naming(expected.history, expected.warehouse, reference) if e.is_write]
    tries = describe(entries) or f"The engine never asked {expected.warehouse} to make it."
    placed = placed_at(expected.history, expected.outlet, reference) or 0
    faults = faulted(expected.history, after=placed, upto=expected.snapshot.after)
    story = f"Order {reference} was placed, and {expected.warehouse} does not have it. {tries}"
    story += "" if entries else describe_faults(faults)
    seqs = (placed, *(entry.seq for entry in entries or faults))
    return Violation(check="each_order_once", duty="D3, D7", journal=seqs, story=story)


def _other_lines(expected: Expected, reference: str, rows: list[OrderRow]) -> list[Violation]:
    (copy,) = expected.documents()[reference].values()
    wanted, made = by_sku(rows, "ordered"), by_sku(copy, "ordered")
    if wanted == made:
        return []
    skus = sorted(sku for sku in wanted | made if wanted[sku] != made[sku])
    parts = [f"{units(made[sku])} of {sku} instead of {units(wanted[sku])}." for sku in skus]
    story = f"{expected.warehouse} has order {reference} with other quantities: {joined(parts)}"
    entries = [e for e in naming(expected.history, expected.warehouse, reference) if e.is_write]
    seqs = tuple(entry.seq for entry in entries)
    return [Violation(check="each_order_once", duty="D2, D3", journal=seqs, story=story)]
