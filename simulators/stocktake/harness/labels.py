"""Labels: what people have sent off with the tool in which they are bought (duty D15)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from stocktake.harness.history import History, LedgerLine


def labelled_at(history: History, reference: str, turn: int) -> Counter[str]:
    """Return what live labels are for after a turn, by SKU; those for returns are none."""
    total: Counter[str] = Counter()
    for line in _lines(history).get(reference, ()):
        if line.turn <= turn:
            total[line.sku or ""] += line.delta or 0
    return +total


def label_turns(history: History, reference: str) -> list[int]:
    """Return the turns in which labels of an order were bought or voided."""
    return sorted({line.turn for line in _lines(history).get(reference, ())})


@lru_cache(maxsize=4)
def _lines(history: History) -> dict[str, list[LedgerLine]]:
    found: dict[str, list[LedgerLine]] = {}
    carriers = history.scenario.topology.carriers
    for line in history.ledger:
        if line.simulator in carriers and line.what == "shipment" and line.reference:
            found.setdefault(line.reference, []).append(line)
    return found
