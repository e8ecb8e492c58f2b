"""The lines of a Wherefour order: what a request must say to change them.

An entry with `id` changes that line, one without adds a line, `_destroy` takes a line off. What is
out of a line cannot be taken off it, and auto-ship fills the lines from the first one on: so
quantities are lowered from the last line on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from stocktake.engine.warehouse import Goods, Line


def plain(number: Fraction) -> int | float:
    """Write a number for JSON, whole ones without a fraction."""
    return int(number) if number.denominator == 1 else float(number)


def changes(lines: Iterable[Line], asked: Goods) -> list[dict[str, Any]]:
    """Return the entries that let a document's lines ask for `asked`; equal lines are not named."""
    entries: list[dict[str, Any]] = []
    by_good: dict[int, list[Line]] = {}
    for line in lines:
        by_good.setdefault(line.good, []).append(line)
    for good, count in asked.items():
        if good not in by_good:
            entries.append({"inventory_id": good, "count": plain(count)})
    for good, group in by_good.items():
        entries += _of_one_good(group, asked.get(good, Fraction(0)))
    return entries


def _of_one_good(lines: list[Line], asked: Fraction) -> list[dict[str, Any]]:
    missing = asked - sum((line.count for line in lines), Fraction(0))
    entries: list[dict[str, Any]] = []
    for line in reversed(lines):
        count = max(Fraction(0), line.count + missing)
        missing -= count - line.count
        if count == 0:
            entries.append({"id": line.id, "_destroy": True})
        elif count != line.count:
            entries.append({"id": line.id, "count": plain(count)})
    return entries


def read_lines(row: Mapping[str, Any]) -> tuple[Line, ...]:
    """Read the lines of an order's JSON; their items are shown with their present SKUs."""
    return tuple(
        Line(
            id=line["id"],
            good=line["inventory_id"],
            sku=line["sku"] or "",
            now=(line.get("inventory") or {}).get("sku") or "",
            count=Fraction(line["count"]),
        )
        for line in row["order_items"]
    )


def counted(
    shipment: Iterable[Mapping[str, Any]], lines: Iterable[Line], factors: Mapping[int, Fraction]
) -> Goods:
    """Add up the items of a shipment by good, which they name by SKU only."""
    lines = list(lines)
    goods = {line.now: line.good for line in lines} | {line.sku: line.good for line in lines}
    sums: Goods = {}
    for item in shipment:
        good = goods.get(item["inventory_sku"] or "")
        if good is not None:
            count = Fraction(item["count"]) * factors.get(good, Fraction(1))
            sums[good] = sums.get(good, Fraction(0)) + count
    return sums
