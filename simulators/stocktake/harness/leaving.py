"""What has left for an order: what its warehouse says, and labels that are bought (D4, D15)."""

from __future__ import annotations

from collections import Counter

from stocktake.harness.facts import Facts
from stocktake.harness.labels import labelled_at
from stocktake.harness.orders import BEFORE


def gone(facts: Facts, warehouse: str, reference: str, turn: int) -> Counter[str]:
    """Return what has left for a reference after a turn, by good, or has its label bought."""
    return _with_labels(
        facts, warehouse, reference, turn, labelled_at(facts.history, reference, turn)
    )


def surely_gone(facts: Facts, warehouse: str, reference: str, turn: int) -> Counter[str]:
    """Return the same of what an engine has to take for gone (D15, D20).

    Not a mark without a parcel's number, nor a label from before people took the shipment back.
    """
    since = taken_back(facts, warehouse, reference, turn)
    labelled = labelled_at(facts.history, reference, turn, since=since, surely=True)
    return _with_labels(facts, warehouse, reference, turn, labelled)


def taken_back(facts: Facts, warehouse: str, reference: str, turn: int) -> int:
    """Return the turn in which people last took a shipment back, BEFORE where they did not."""
    out = facts.out(warehouse, reference)
    falls = [
        when
        for when in out.turns(after=BEFORE, upto=turn)
        if when not in facts.sent and out.at(when).total() < out.at(when - 1).total()
    ]
    return max(falls, default=BEFORE)


def _with_labels(
    facts: Facts, warehouse: str, reference: str, turn: int, labelled: Counter[str]
) -> Counter[str]:
    by_good: Counter[str] = Counter()
    for sku, count in labelled.items():
        goods = facts.carriers(warehouse, sku, turn)
        by_good[goods[0] if len(goods) == 1 else f"?{sku}"] += count
    return facts.out(warehouse, reference).at(turn) | by_good
