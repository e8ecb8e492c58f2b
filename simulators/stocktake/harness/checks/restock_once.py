"""`restock_once`: what is cancelled goes back on the shelf once, and only if it never left it."""

from __future__ import annotations

from stocktake.harness.history import Entry, History, OrderRow
from stocktake.harness.oracle import Expected, by_sku, expectations
from stocktake.harness.violation import Violation, describe, without_echoes

CHECK = "restock_once"


def restock_once(history: History) -> list[Violation]:
    """D5: cancelled before the first shipment, the document is cancelled, once; later: nothing."""
    found = []
    for expected in expectations(history, history.final):
        documents = expected.documents()
        for reference, rows in expected.outlet_orders().items():
            if by_sku(rows, "cancelled") and reference in documents:
                found += _judge(expected, reference, documents[reference])
    return found


def _judge(
    expected: Expected, reference: str, copies: dict[str, list[OrderRow]]
) -> list[Violation]:
    at = _cancelled_at(expected, reference)
    out = min(expected.shipped_at(reference), default=None)
    taken_back = any(row.cancelled for rows in copies.values() for row in rows)
    writes = _writes(expected, copies, after=at)
    said = f"At {at} order {reference} was cancelled in the shop"
    if out is not None and out < at:
        said += f", after its first shipment ({out}), so its document stays as it is."
        return _violation((at,), writes, f"{said} {describe(writes)}") if taken_back else []
    if out is not None and expected.route.warehouse_role.staff_ship:
        said += f". A whole round later its document still stood, and at {out} people shipped it."
        return _violation((at, out), [], said) if _had_a_round(expected, at, out) else []
    if out is not None:
        said += f". At {out} the engine shipped it, in a round that began later."
        return _violation((at, out), [], said) if _knew(expected, at, out) else []
    if not taken_back:
        said += (
            f" before anything was shipped, and {expected.warehouse} still holds its goods for it."
        )
        return _violation((at,), writes, said)
    if len(writes) > 1:
        said += f", and its document was cancelled {len(writes)} times. {describe(writes)}"
        return _violation((at,), writes, said)
    return []


def _violation(turns: tuple[int, ...], writes: list[Entry], story: str) -> list[Violation]:
    seqs = (*turns, *(entry.seq for entry in writes))
    return [Violation(check=CHECK, duty="D5", journal=seqs, story=story)]


def _cancelled_at(expected: Expected, reference: str) -> int:
    return max(
        line.turn
        for line in expected.history.ledger
        if (line.simulator, line.what, line.reference) == (expected.outlet, "demand", reference)
    )


def _writes(expected: Expected, copies: dict[str, list[OrderRow]], *, after: int) -> list[Entry]:
    """Return the engine's changes of the documents themselves, as far as they were done."""
    paths = expected.route.warehouse_role.document_paths
    ends = tuple(path.replace("{id}", key) for key in copies for path in paths)
    entries = expected.history.where(simulator=expected.warehouse)
    return without_echoes(
        e
        for e in entries
        if e.is_write and e.done and e.seq > after and (e.path or "").endswith(ends)
    )


def _knew(expected: Expected, at: int, out: int) -> bool:
    rounds = [step.round for step in expected.history.all_steps]
    return any(at <= each.first and each.first < out <= each.last for each in rounds)


def _had_a_round(expected: Expected, at: int, out: int) -> bool:
    rounds = [step.round for step in expected.history.all_steps]
    return any(at <= each.first and each.last < out and each.completed for each in rounds)
