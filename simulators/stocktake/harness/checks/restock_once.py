"""`restock_once`: what is cancelled goes back on the shelf once, and only if it never left it."""

from __future__ import annotations

from stocktake.harness.history import Entry, History
from stocktake.harness.oracle import Expected, orders_by_warehouse
from stocktake.harness.orders import BEFORE, Order, Series
from stocktake.harness.violation import (
    Violation,
    describe,
    describe_faults,
    faulted,
    without_echoes,
)

CHECK = "restock_once"


def restock_once(history: History) -> list[Violation]:
    """D5, D16, D19: cancelled before anything left, the document is cancelled, once; later: not.

    Nothing is shipped after a cancellation that could be known.
    """
    return [v for each in orders_by_warehouse(history) for v in _judge(*each)]


def _judge(expected: Expected, order: Order) -> list[Violation]:
    return (
        _shipped_after_all(expected, order)
        or _changed_too_late(expected, order)
        or _too_often(expected, order)
        or _still_held(expected, order)
    )


def _shipped_after_all(expected: Expected, order: Order) -> list[Violation]:
    """Find goods that left for an order of which nothing had, and which was known cancelled."""
    facts = expected.facts
    out = facts.out(expected.warehouse, order.reference)
    for turn in out.turns(after=BEFORE):
        cancelled = [at for at in order.cancelled if at <= turn]
        more = out.at(turn) - out.at(turn - 1)
        if not cancelled or order.lives(turn) or not more or out.at(cancelled[-1]):
            continue
        at, itself = cancelled[-1], turn in facts.sent
        said = f"At {at} order {order.reference} was cancelled in the shop"
        if itself and facts.could_know_itself(at, acting=turn):
            said += f". At {turn} the engine shipped it, in a round that began later."
            return _violation((at, turn), [], "it ships an order that was cancelled", said)
        if not itself and facts.could_know(at, by=turn):
            said += (
                f". A whole round later its document still stood, and at {turn} people shipped it."
            )
            return _violation((at, turn), [], "it does not cancel a document in time", said)
    return []


def _changed_too_late(expected: Expected, order: Order) -> list[Violation]:
    """Find documents that the engine changed after a cancellation, although a part had left."""
    facts, (asked, out) = expected.facts, _series(expected, order)
    for turn in asked.turns(after=BEFORE):
        cancelled = [at for at in order.cancelled if at <= turn]
        if not cancelled or order.lives(turn) or turn not in facts.sent or not out.at(turn):
            continue  # a shipment that was taken back left nothing
        at = cancelled[-1]
        left = [each for each in out.turns(upto=at) if out.at(at)]
        known = left and facts.could_know_itself(left[0], acting=turn)
        if known and asked.at(turn - 1) - asked.at(turn):
            said = (
                f"At {at} order {order.reference} was cancelled in the shop, after its first "
                f"shipment ({left[0]}), so its document stays as it is."
            )
            writes = [entry for entry in expected.history.sent if entry.seq == turn]
            said += f" {describe(writes)}"
            return _violation((at,), writes, "it cancels what has partly left", said)
    return []


def _too_often(expected: Expected, order: Order) -> list[Violation]:
    """Find documents that the engine let fall to nothing more often than there was a reason.

    From the end of one completed round to the end of the next: one that fails may be in the middle
    of making a document anew.
    """
    (asked, _), sent = _series(expected, order), expected.facts.sent
    steps = expected.history.all_steps
    falls, before = [], steps[0].round.first
    for last in (step.round.last for step in steps if step.round.completed):
        engines = [turn for turn in asked.turns(after=before, upto=last) if turn in sent]
        fell = [turn for turn in engines if asked.at(turn - 1) - asked.at(turn)]
        if asked.at(before) and not asked.at(last) and fell:
            falls.append(fell[-1])
        before = last
        changes = {*order.cancelled, *order.moved} - sent
        reasons = [turn for turn in changes if turn <= last]
        if len(falls) > len(reasons):
            return [_fell(expected, order, falls, len(reasons))]
    return []


def _fell(expected: Expected, order: Order, falls: list[int], reasons: int) -> Violation:
    writes = [entry for entry in expected.history.sent if entry.seq in falls]
    times = {0: "never cancelled", 1: "cancelled once"}.get(reasons, f"cancelled {reasons} times")
    said = (
        f"Order {order.reference} was {times} in the shop, and its document at "
        f"{expected.warehouse} was called off {len(falls)} times. {describe(writes)}"
    )
    what = "it calls a document off without a reason"
    (found,) = _violation(tuple(order.cancelled), writes, what, said)
    return found


def _still_held(expected: Expected, order: Order) -> list[Violation]:
    """Find documents that stand at rest for an order cancelled before anything left."""
    facts, (asked, out) = expected.facts, _series(expected, order)
    end = expected.snapshot.after
    if order.lives(end) or not order.cancelled or not asked.at(end):
        return []
    at = order.cancelled[-1]
    if out.at(at) or out.at(end) or not facts.could_know(at, by=end):
        return []
    said = (
        f"At {at} order {order.reference} was cancelled in the shop before anything was shipped, "
        f"and {expected.warehouse} still holds its goods for it."
    )
    what = "it does not cancel the document of a cancelled order"
    paths = expected.route.warehouse_role.document_paths
    ids = [d.id for d in facts.documents_of(expected.warehouse, order.reference)]
    ends = tuple(path.replace("{id}", key) for key in ids for path in paths)
    entries = expected.history.where(simulator=expected.warehouse)
    writes = without_echoes(
        e for e in entries if e.is_write and e.seq > at and (e.path or "").endswith(ends)
    )
    if not writes:
        struck = faulted(expected.history, after=max(order.placed, 0), upto=end)
        turns = (at, *(each.seq for each in struck))
        return _violation(turns, [], what, said + describe_faults(struck))
    return _violation((at,), writes, what, said)


def _series(expected: Expected, order: Order) -> tuple[Series, Series]:
    """Return what an order's documents ask for, and what of it is out."""
    facts = expected.facts
    return (
        facts.asked(expected.warehouse, order.reference),
        facts.out(expected.warehouse, order.reference),
    )


def _violation(
    turns: tuple[int, ...], writes: list[Entry], what: str, story: str
) -> list[Violation]:
    seqs = (*turns, *(entry.seq for entry in writes))
    return [Violation(check=CHECK, duty="D5", journal=seqs, what=what, story=story)]
