"""Which goods of the catalogue the account lists. Source: docs/reference/duties.md (topology)."""

from collections.abc import Mapping, Sequence
from typing import Any

_WAREHOUSE, _AVAILABLE = "wholecell", "Available"

Item = Mapping[str, Any]


def sold_items(items: Sequence[Item]) -> list[Item]:
    """Return the goods with a SKU that the warehouse behind this account stocks, one by SKU."""
    stocked = {item["sku"]: item for item in items if item["sku"] and _WAREHOUSE in item["stock"]}
    return list(stocked.values())


def available_of(item: Item) -> int:
    """Return how many units of a good are ready to be sold."""
    return sum(row.get("status", _AVAILABLE) == _AVAILABLE for row in item["stock"][_WAREHOUSE])
