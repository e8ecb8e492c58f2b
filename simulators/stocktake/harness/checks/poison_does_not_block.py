"""`poison_does_not_block`: an order or a row that cannot be taken does not stop the others."""

from __future__ import annotations

from dataclasses import replace

from stocktake.harness.history import Entry, History
from stocktake.harness.oracle import Expected, expectations
from stocktake.harness.orders import Order
from stocktake.harness.payments import waits
from stocktake.harness.violation import Violation, describe, naming, placed_at

CHECK = "poison_does_not_block"
ROUNDS = 2
"""After so many rounds that met the refusal an engine has left the row out."""


def poison_does_not_block(history: History) -> list[Violation]:
    """D3, D26: an order with an unknown SKU has no document, and every other has its own.

    An upload that is refused for one row is sent again without it.
    """
    found = []
    for expected in expectations(history, history.final):
        end = expected.snapshot.after
        orders = expected.outlet_orders
        living = [o for o in expected.facts.orders_of(expected.route, end) if o.lives(end)]
        living = [o for o in living if expected.facts.holder(o, end) == expected.warehouse]
        good = {o.reference for o in living if expected.can_be_made(orders[o.reference])}
        for order in living:
            found += _made_unpaid(expected, order)
            if order.reference not in good and not waits(history, order.reference, end):
                found += _made(expected, order)
                found += _blocked(expected, order.reference, good)
        found += _rows_blocked(expected)
    return found


def _made(expected: Expected, order: Order) -> list[Violation]:
    """Find a document made for an order of which the warehouse does not know a line."""
    facts, warehouse = expected.facts, expected.warehouse
    for document in facts.documents_of(warehouse, order.reference):
        for turn in document.asked.turns()[:1]:
            since = max(facts.could_last_know(turn), order.placed)
            moments = (since, *(each for each in order.lines_turns if since < each <= turn))
            wanted = [facts.wanted(warehouse, order, moment) for moment in moments]
            always = all(any(good.startswith("?") for good in goods) for goods in wanted)
            if turn in facts.sent and always:
                return [_made_at(expected, order.reference)]
    return []


def _made_unpaid(expected: Expected, order: Order) -> list[Violation]:
    """Find a document made for an order that still waited for its payment (D14)."""
    for document in expected.facts.documents_of(expected.warehouse, order.reference):
        for turn in document.asked.turns()[:1]:
            if turn in expected.facts.sent and waits(expected.history, order.reference, turn):
                writes = [entry for entry in expected.history.sent if entry.seq == turn]
                story = (
                    f"{describe(writes)} Order {order.reference} waited for its payment then: it "
                    "is imported once it is paid."
                )
                return [
                    Violation(
                        check=CHECK,
                        duty="D14",
                        journal=(turn,),
                        what="it makes an order that is not paid",
                        story=story,
                    )
                ]
    return []


def _made_at(expected: Expected, poison: str) -> Violation:
    writes = [
        entry for entry in naming(expected.history, expected.warehouse, poison) if entry.is_write
    ]
    story = (
        f"{describe(writes)} Order {poison} wants something that {expected.warehouse} does not "
        f"have; a document for the rest of it is another order than the shopper's."
    )
    seqs = tuple(entry.seq for entry in writes)
    return Violation(
        check=CHECK,
        duty="D3",
        journal=seqs,
        what="it makes an order with goods that nobody knows",
        story=story,
    )


def _blocked(expected: Expected, poison: str, good: set[str]) -> list[Violation]:
    waiting = sorted(good - expected.documents.keys())
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
    return [
        Violation(
            check=CHECK,
            duty="D3",
            journal=seqs,
            what="it lets one bad order stop the others",
            story=story,
        )
    ]


# Rows of an upload


def _rows_blocked(expected: Expected) -> list[Violation]:
    """Find numbers that stay wrong for two rounds because another row is refused (D26)."""
    operation = expected.route.outlet_role.operations.get("write_quantities")
    rows = {
        str(fault.arguments["row"]): fault
        for fault in expected.history.scenario.faults
        if fault.simulator == expected.outlet
        and fault.operation == operation
        and "row" in fault.arguments
    }
    for row, fault in rows.items():
        struck = [
            (step, entry)
            for step in expected.history.all_steps
            for entry in expected.history.where(simulator=expected.outlet, operation=operation)
            if step.round.first < entry.seq <= step.round.last
            and entry.fault == fault.kind
            and row in (entry.request_body or "")
        ]
        rounds = list({step.round.first: step for step, _ in struck}.values())
        if len(rounds) > ROUNDS:
            before = replace(expected, snapshot=rounds[0].before)
            after = replace(expected, snapshot=rounds[ROUNDS].after)
            found = _still_wrong(before, after, row, struck[0][1])
            if found:
                return [found]
    return []


def _still_wrong(before: Expected, after: Expected, row: str, refused: Entry) -> Violation | None:
    """Compare what is shown before rows are refused and after the engine has met that twice."""
    shown, then = after.shown, before.shown
    wrong = [
        sku
        for sku in sorted(shown)
        if sku != row
        and shown[sku] == then.get(sku)
        and not before.is_right(sku, then[sku])
        and not after.is_right(sku, shown[sku])
    ]
    if not wrong:
        return None
    story = (
        f"{describe([refused])} It was refused for the row {row}. {ROUNDS} rounds later the shop "
        f"still shows old numbers of {', '.join(wrong[:3])} at store {after.place}, which could "
        "have been sent without that row."
    )
    return Violation(
        check=CHECK,
        duty="D26",
        journal=(refused.seq,),
        what="it lets one bad row stop the others",
        story=story,
    )
