"""The bundles of a warehouse in a snapshot; what they mean for stock is in core/bundles.py."""

from __future__ import annotations

from stocktake.core.bundles import MICRO as MICRO
from stocktake.core.bundles import Bundles as Bundles
from stocktake.core.bundles import Parts as Parts
from stocktake.core.bundles import expanded as expanded
from stocktake.harness.history import Snapshot


def parts_at(snapshot: Snapshot, warehouse: str) -> dict[str, dict[str, int]]:
    """Return what the bundles of a warehouse consist of, by the ids of goods."""
    found: dict[str, dict[str, int]] = {}
    for row in snapshot.parts:
        if row.simulator == warehouse:
            found.setdefault(row.bundle, {})[row.part] = row.count
    return found
