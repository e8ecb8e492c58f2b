"""`each_order_once`: an order of the shop is one document in its warehouse, not two, not none."""

from __future__ import annotations

from stocktake.harness.history import Entry, History, OrderRow
from stocktake.harness.oracle import View, by_sku, can_be_made, in_order, units, views
from stocktake.harness.stories import (
    Violation,
    about,
    and_more,
    placed_at,
    struck,
    told,
    told_of_faults,
    without_echoes,
)


def each_order_once(history: History) -> list[Violation]:
    """D2, D3, D7: each order of the shop has one document in its warehouse, line for line."""
    found = []
    for view in views(history, history.final):
        documents = view.documents()
        for reference, rows in view.shop_orders().items():
            copies = documents.get(reference, {})
            creates = _creates(view, reference)
            if len(copies) > 1 or len(creates) > 1:
                found.append(_made_twice(view, reference, creates))
            elif not copies and not by_sku(rows, "cancelled") and can_be_made(view, rows):
                found.append(_forgotten(view, reference))
            elif copies:
                found += _other_lines(view, reference, rows)
    return found


def _creates(view: View, reference: str) -> list[Entry]:
    """Return the engine's own writes that made a document, without what a proxy repeated."""
    turns = {
        line.turn
        for line in view.history.ledger
        if (line.simulator, line.what, line.reference) == (view.warehouse, "demand", reference)
        and (line.delta or 0) > 0
    }
    return without_echoes(entry for entry in view.history.sent if entry.seq in turns)


def _made_twice(view: View, reference: str, creates: list[Entry]) -> Violation:
    entries = about(view.history, view.warehouse, reference)
    writes = [entry for entry in entries if entry.is_write]
    looked = [e for e in entries if not e.is_write and writes[0].seq < e.seq < writes[-1].seq]
    between = f" Between them it never looked whether {reference} was there."
    if looked or len(creates) < 2:
        between = ""
    ids = in_order(view.documents().get(reference, {}))
    if len(ids) > 1:
        end = (
            f"{view.warehouse} now holds order {reference} {len(ids)} times (ids {', '.join(ids)})"
        )
        end += ", and would ship it as often."
    else:
        end = f"So it made {reference} {len(creates)} times; meanwhile anybody could ship each."
    seqs = tuple(entry.seq for entry in writes)
    story = f"{told(writes)}{between} {end}"
    return Violation(check="each_order_once", duty="D3, D7", journal=seqs, story=story)


def _forgotten(view: View, reference: str) -> Violation:
    entries = [e for e in about(view.history, view.warehouse, reference) if e.is_write]
    tries = told(entries) or f"The engine never asked {view.warehouse} to make it."
    placed = placed_at(view.history, reference) or 0
    faults = struck(view.history, after=placed, upto=view.snapshot.after)
    story = f"Order {reference} was placed, and {view.warehouse} does not have it. {tries}"
    story += "" if entries else told_of_faults(faults)
    seqs = (placed, *(entry.seq for entry in entries or faults))
    return Violation(check="each_order_once", duty="D3, D7", journal=seqs, story=story)


def _other_lines(view: View, reference: str, rows: list[OrderRow]) -> list[Violation]:
    (copy,) = view.documents()[reference].values()
    wanted, made = by_sku(rows, "ordered"), by_sku(copy, "ordered")
    if wanted == made:
        return []
    skus = sorted(sku for sku in wanted | made if wanted[sku] != made[sku])
    parts = [f"{units(made[sku])} of {sku} instead of {units(wanted[sku])}." for sku in skus]
    story = f"{view.warehouse} has order {reference} with other quantities: {and_more(parts)}"
    entries = [e for e in about(view.history, view.warehouse, reference) if e.is_write]
    seqs = tuple(entry.seq for entry in entries)
    return [Violation(check="each_order_once", duty="D2, D3", journal=seqs, story=story)]
