"""Bundles share the stock of their parts: what one order takes of them, others cannot have (D21).

Quantities are millionths of a unit, as everywhere; a bundle takes whole units of its parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

MICRO = 1_000_000

Parts = Mapping[str, Mapping[str, int]]
"""Bundle -> part -> how many whole units one bundle takes."""


@dataclass(frozen=True, eq=False)
class Bundles:
    """The bundles of a warehouse, by SKU."""

    parts: Parts

    def lost(self, promised: Counter[str], wanted: Counter[str]) -> Counter[str]:
        """Return how much less can be promised of each SKU where orders want these.

        A part is wanted by its bundles too; a bundle is as many as its scarcest part allows.
        """
        total = Counter(wanted)
        for bundle, parts in self.parts.items():
            for part, count in parts.items():
                total[part] += count * wanted[bundle]
        for bundle, parts in self.parts.items():
            rest = Counter({part: promised[part] - total[part] for part in parts})
            total[bundle] = _whole(parts, promised) - _whole(parts, rest)
        return +total

    def added_up(self, bundle: str, wanted: Counter[str]) -> int:
        """Return what is wanted of a bundle and of its parts, unit for unit."""
        return wanted[bundle] + sum(wanted[part] for part in self.parts.get(bundle, ()))

    def weights(self, sku: str) -> Counter[str]:
        """Return the SKUs whose orders lower what can be promised of this one, and by how much."""
        found = Counter({sku: 1})
        for part in (sku, *self.parts.get(sku, ())):
            found[part] = 1
            for bundle, parts in self.parts.items():
                if part in parts:
                    found[bundle] = max(found[bundle], parts[part])
        return found


def expanded(goods: Counter[str], parts: Parts) -> Counter[str]:
    """Return goods with the parts of each bundle instead of it."""
    total: Counter[str] = Counter()
    for good, quantity in goods.items():
        for part, count in parts.get(good, {good: 1}).items():
            total[part] += count * quantity
    return +total


def _whole(parts: Mapping[str, int], promised: Counter[str]) -> int:
    """Return how many bundles can be put together of what is promised of the parts."""
    return min(
        (promised[part] // (count * MICRO) * MICRO for part, count in parts.items()), default=0
    )
