"""`restock_once`: what is cancelled goes back on the shelf once, and only if it never left it."""

from __future__ import annotations

from stocktake.harness.history import Entry, History, OrderRow
from stocktake.harness.oracle import SHIPPED_BY_STAFF, View, by_sku, shipped_at, views
from stocktake.harness.stories import Violation, told, without_echoes

CHECK = "restock_once"


def restock_once(history: History) -> list[Violation]:
    """D5: cancelled before the first shipment, the document is cancelled, once; later: nothing."""
    found = []
    for view in views(history, history.final):
        documents = view.documents()
        for reference, rows in view.shop_orders().items():
            if by_sku(rows, "cancelled") and reference in documents:
                found += _judge(view, reference, documents[reference])
    return found


def _judge(view: View, reference: str, copies: dict[str, list[OrderRow]]) -> list[Violation]:
    at = _cancelled_at(view, reference)
    out = min(shipped_at(view, reference), default=None)
    taken_back = any(row.cancelled for rows in copies.values() for row in rows)
    writes = _writes(view, copies, after=at)
    said = f"At {at} order {reference} was cancelled in the shop"
    if out is not None and out < at:
        said += f", after its first shipment ({out}), so its document stays as it is."
        return _violation((at,), writes, f"{said} {told(writes)}") if taken_back else []
    if out is not None and view.warehouse in SHIPPED_BY_STAFF:
        said += f". A whole round later its document still stood, and at {out} people shipped it."
        return _violation((at, out), [], said) if _had_a_round(view, at, out) else []
    if out is not None:
        said += f". At {out} the engine shipped it, in a round that began later."
        return _violation((at, out), [], said) if _knew(view, at, out) else []
    if not taken_back:
        said += f" before anything was shipped, and {view.warehouse} still holds its goods for it."
        return _violation((at,), writes, said)
    if len(writes) > 1:
        said += f", and its document was cancelled {len(writes)} times. {told(writes)}"
        return _violation((at,), writes, said)
    return []


def _violation(turns: tuple[int, ...], writes: list[Entry], story: str) -> list[Violation]:
    seqs = (*turns, *(entry.seq for entry in writes))
    return [Violation(check=CHECK, duty="D5", journal=seqs, story=story)]


def _cancelled_at(view: View, reference: str) -> int:
    shop = view.history.scenario.world.shop
    return max(
        line.turn
        for line in view.history.ledger
        if (line.simulator, line.what, line.reference) == (shop, "demand", reference)
    )


def _writes(view: View, copies: dict[str, list[OrderRow]], *, after: int) -> list[Entry]:
    """Return the engine's changes of the documents themselves, as far as they were done."""
    ends = tuple(f"orders/{key}{verb}" for key in copies for verb in ("", "/cancel"))
    entries = view.history.where(simulator=view.warehouse)
    return without_echoes(
        e
        for e in entries
        if e.is_write and e.done and e.seq > after and (e.path or "").endswith(ends)
    )


def _knew(view: View, at: int, out: int) -> bool:
    rounds = [step.round for step in view.history.all_steps]
    return any(at <= each.first and each.first < out <= each.last for each in rounds)


def _had_a_round(view: View, at: int, out: int) -> bool:
    rounds = [step.round for step in view.history.all_steps]
    return any(at <= each.first and each.last < out and each.completed for each in rounds)
