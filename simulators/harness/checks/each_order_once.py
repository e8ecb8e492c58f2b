"""`each_order_once`: an order of the shop is one document in its warehouse, not two, not none."""

from __future__ import annotations

from simulators.harness.record import OrderRow, Record
from simulators.harness.stories import Violation, about, and_more, told
from simulators.harness.truth import View, by_sku, in_order, units, views


def each_order_once(record: Record) -> list[Violation]:
    """D2, D3, D7: each order of the shop has one document in its warehouse, line for line."""
    found = []
    for view in views(record, record.final):
        documents = view.documents()
        for reference, rows in view.shop_orders().items():
            copies = documents.get(reference, {})
            if len(copies) > 1:
                found.append(_made_twice(view, reference, in_order(copies)))
            elif not copies and not by_sku(rows, "cancelled") and _can_be_made(view, rows):
                found.append(_forgotten(view, reference))
            elif copies:
                found += _other_lines(view, reference, rows)
    return found


def _made_twice(view: View, reference: str, ids: list[str]) -> Violation:
    entries = about(view.record, view.warehouse, reference)
    writes = [entry for entry in entries if entry.is_write]
    looked = [e for e in entries if not e.is_write and writes[0].seq < e.seq < writes[-1].seq]
    between = "" if looked else f" Between them it never looked whether {reference} was there."
    story = (
        f"{told(writes)}{between} {view.warehouse} now holds order {reference} {len(ids)} times "
        f"(ids {', '.join(ids)}), and would ship it as often."
    )
    seqs = tuple(entry.seq for entry in writes)
    return Violation(check="each_order_once", duty="D3, D7", journal=seqs, story=story)


def _can_be_made(view: View, rows: list[OrderRow]) -> bool:
    known = view.sellable()
    return all(row.sku in known for row in rows)


def _forgotten(view: View, reference: str) -> Violation:
    entries = [e for e in about(view.record, view.warehouse, reference) if e.is_write]
    tries = told(entries) or f"The engine never asked {view.warehouse} to make it."
    story = f"Order {reference} was placed, and {view.warehouse} does not have it. {tries}"
    placed = [
        happened.seq
        for step in view.record.all_steps
        for happened in step.happened
        if not happened.refused and (happened.result or {}).get("reference") == reference
    ]
    seqs = tuple(placed[:1] + [entry.seq for entry in entries])
    return Violation(check="each_order_once", duty="D3, D7", journal=seqs, story=story)


def _other_lines(view: View, reference: str, rows: list[OrderRow]) -> list[Violation]:
    (copy,) = view.documents()[reference].values()
    wanted, made = by_sku(rows, "ordered"), by_sku(copy, "ordered")
    if wanted == made:
        return []
    skus = sorted(sku for sku in wanted | made if wanted[sku] != made[sku])
    parts = [f"{units(made[sku])} of {sku} instead of {units(wanted[sku])}." for sku in skus]
    story = f"{view.warehouse} has order {reference} with other quantities: {and_more(parts)}"
    entries = [e for e in about(view.record, view.warehouse, reference) if e.is_write]
    seqs = tuple(entry.seq for entry in entries)
    return [Violation(check="each_order_once", duty="D2, D3", journal=seqs, story=story)]
