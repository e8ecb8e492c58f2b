"""Bundles and their parts, which share one shelf (duty D21).

A bundle has no stock: it is as many as its scarcest part allows, and on an order it becomes lines
of its parts. So what is sold of the one, and not yet ordered, is missing to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from stocktake.engine.warehouse import Goods, Quantities

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Items:
    """The items of an account by SKU and by id, and the parts of its bundles by id."""

    by_sku: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    parts: Mapping[int, Goods] = field(default_factory=dict)

    def alone(self, sku: str) -> dict[str, Any] | None:
        """Return the only item that carries an SKU."""
        found = self.by_sku.get(sku, [])
        return found[0] if len(found) == 1 else None

    def has_bundles(self) -> bool:
        """Whether any item stands for others."""
        return any(item["is_bundle"] for items in self.by_sku.values() for item in items)


def parts_of(rows: Iterable[Mapping[str, Any]]) -> dict[int, Goods]:
    """Read the contents of bundles: what is in one of each."""
    found: dict[int, Goods] = {}
    for row in rows:
        found.setdefault(row["bundle_id"], {})[row["item_id"]] = Fraction(row["quantity"])
    return found


def spread(items: Items, demand: Quantities) -> Quantities:
    """Return what `demand` takes from each SKU, where bundles and parts take from each other."""
    taken, sold = _taken_from_parts(items, demand), dict(demand)
    quantities = {
        item["id"]: Fraction(item["quantity"]) for found in items.by_sku.values() for item in found
    }
    for sku in items.by_sku if taken else ():
        item = items.alone(sku)
        if item is None:
            continue
        if item["id"] in items.parts:
            possible = [
                (quantities.get(part, NOTHING) - taken.get(part, NOTHING)) // needed
                for part, needed in items.parts[item["id"]].items()
            ]
            sold[sku] = max(NOTHING, quantities[item["id"]] - min(possible, default=0))
        elif item["id"] in taken:
            sold[sku] = taken[item["id"]]
    return sold


def _taken_from_parts(items: Items, demand: Quantities) -> Goods:
    taken: Goods = {}
    for sku, count in demand.items():
        item = items.alone(sku)
        if item is None:
            continue
        for part, needed in items.parts.get(item["id"], {item["id"]: Fraction(1)}).items():
            taken[part] = taken.get(part, NOTHING) + needed * count
    return taken
