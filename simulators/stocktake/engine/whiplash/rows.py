"""Whiplash's JSON, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from stocktake.engine.warehouse import Document, Goods, Line, Shipment

ENDED = frozenset({30, 35, 40, 45})
"""Statuses of orders that ask for nothing: shipped by others, quotes, cancelled, closed."""
SHIPPED = 300
"""From this status on an order is shipped."""

Row = dict[str, Any]


def by_sku(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort items by SKU; those without one cannot be ordered."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["sku"]:
            found.setdefault(row["sku"], []).append(row)
    return found


def read_document(row: Mapping[str, Any]) -> Document:
    """Read an order's JSON, without packaging, which nobody ordered."""
    lines = tuple(
        Line(
            id=item["id"],
            good=item["item_id"],
            sku=item["sku"] or "",
            now="",  # lines show the SKU that the item had
            count=Fraction(item["quantity"]),
        )
        for item in row["order_items"]
        if not item["packaging"]
    )
    left = row["status"] >= SHIPPED and row["shipped_on"] is not None
    return Document(
        id=row["id"],
        number=row["originator_id"] or "",
        open=row["status"] < SHIPPED and row["status"] not in ENDED,
        off=row["status"] in ENDED,
        shippable=False,
        lines=lines,
        made_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["updated_at"]),
        shipped=read_shipment(row["shipped_on"], lines) if left else None,
    )


def read_shipment(at: str, lines: Iterable[Line]) -> Shipment:
    """Return the one shipment of an order: it leaves as a whole."""
    counts: Goods = {}
    for line in lines:
        counts[line.good] = counts.get(line.good, Fraction(0)) + line.count
    units = sum(counts.values(), Fraction(0))
    return Shipment(at=datetime.fromisoformat(at), counts=counts, units=units)
