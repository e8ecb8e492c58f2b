"""Labels: what people have sent off with the tool in which they are bought (duty D15)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from stocktake.harness.history import History, LedgerLine
from stocktake.harness.orders import BEFORE
from stocktake.harness.parcels import marked_without_number


def labelled_at(
    history: History, reference: str, turn: int, *, since: int = BEFORE, surely: bool = False
) -> Counter[str]:
    """Return what live labels are for after a turn, by SKU; those for returns are none.

    Bought after `since`; `surely` leaves out what was only marked as shipped, without a number.
    """
    total: Counter[str] = Counter()
    for line in _lines(history, surely).get(reference, ()):
        if since < line.turn <= turn:
            total[line.sku or ""] += line.delta or 0
    return +total


def label_turns(history: History, reference: str, *, surely: bool = False) -> list[int]:
    """Return the turns in which labels of an order were bought or voided."""
    return sorted({line.turn for line in _lines(history, surely).get(reference, ())})


@lru_cache(maxsize=8)
def _lines(history: History, surely: bool) -> dict[str, list[LedgerLine]]:
    found: dict[str, list[LedgerLine]] = {}
    carriers = history.scenario.topology.carriers
    left_out = marked_without_number(history) if surely else frozenset()
    for line in history.ledger:
        is_label = line.simulator in carriers and line.what == "shipment"
        if is_label and line.reference and line.turn not in left_out:
            found.setdefault(line.reference, []).append(line)
    return found
