"""What stores can sell of the catalogue, as an engine would have uploaded it.

Source: docs/reference/duties.md (topology), docs/reference/warehouse-module.md 4.2.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from stocktake.core.world import World
from stocktake.rules.money import from_minor

from .inventories.rows import write_rows
from .lists import Row
from .wire import spell_number


@dataclass(frozen=True, slots=True)
class Good:
    """A good in a store: the shops that offer it, how many it can sell, what one costs (cents)."""

    sku: str
    store: str
    sites: tuple[str, ...]
    available: int
    cost: int


def read_goods(items: Sequence[Mapping[str, Any]]) -> list[Good]:
    """Return the goods of the catalogue that shops offer, one for each of their stores."""
    return list(_goods(items))


def show_goods(world: World, goods: Sequence[Good], *, more: int = 0) -> None:
    """Upload the leftovers of every shop: what can be sold now, and `more` where there is any."""
    for site in sorted({site for good in goods for site in good.sites}):
        rows = [_row(good, more) for good in goods if site in good.sites]
        write_rows(world, rows, sites_of=partial(_only, site))


def _only(site: str, _row: Row) -> Sequence[str]:
    return (site,)


def _row(good: Good, more: int) -> Row:
    available = good.available + more if good.available else 0
    price = spell_number(from_minor(good.cost))
    stock = {"code": good.store, "available": available, "purchasePrice": price}
    return {"externalId": good.sku, "stores": [stock]}


def _goods(items: Sequence[Mapping[str, Any]]) -> Iterator[Good]:
    counts: Counter[tuple[str, str]] = Counter()
    for item in items:  # two of them may share a SKU
        for store, rows in item["stock"].items():
            counts[item["sku"], store] += sum(map(_count, rows))
    for item in items:
        parts: Mapping[str, int] = item.get("merchandise", {}).get("components", {})
        for store in item["stock"] if item["sites"] else ():
            built = [counts[sku, store] // each for sku, each in parts.items()]
            own = counts[item["sku"], store] // item["units_per_sold"]
            yield Good(
                sku=item["sku"], store=store, sites=tuple(item["sites"]),
                available=min(built, default=own), cost=item["cost"],
            )  # fmt: skip


def _count(row: Mapping[str, Any]) -> int:
    """Return how much of a lot, a unit or a shelf may be sold."""
    if "esn" in row:
        return int(row["status"] == "Available")
    return int(row["count"]) if row.get("status", "active") == "active" else 0
