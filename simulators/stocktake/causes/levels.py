"""What each system holds, can promise and shows of each SKU now: the arithmetic of duty D1."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stocktake.core.bundles import MICRO, Bundles

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Feed:
    """A warehouse and the place of an outlet whose numbers are its own."""

    warehouse: str
    outlet: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """An SKU at a warehouse and at one place that it feeds; quantities are millionths.

    `outlet` and `place` are None where the warehouse feeds none. `shown` is None where the place
    does not offer it, and has several numbers where its offers differ. `goods` are the ids that the
    warehouse gives it, `offers` those of the outlet with the number of each, `why` what limits what
    can be promised.
    """

    sku: str
    name: str | None
    warehouse: str
    outlet: str | None
    place: str | None
    on_hand: int
    promise: int
    owed: int
    shown: tuple[int, ...] | None
    goods: tuple[str, ...]
    offers: Mapping[str, int]
    why: str | None

    @property
    def agrees(self) -> bool:
        """Whether the place shows one number, and it is what can be promised."""
        return self.shown is None or self.shown == (self.promise,)

    @property
    def number(self) -> int | None:
        """The number that the place shows; of several the one that is the most off."""
        if self.shown is None:
            return None
        return most_off(self.shown, self.promise)

    @property
    def key(self) -> tuple[int, str, str, str, str]:
        """Where it stands in a list: those that disagree first, then by SKU."""
        return (int(self.agrees), self.sku, self.warehouse, self.outlet or "", self.place or "")


@dataclass(slots=True)
class _Good:
    """What a system has of an SKU."""

    physical: int = 0
    sellable: int = 0
    goods: dict[str, None] = field(default_factory=dict)
    why: str | None = None


class Levels:
    """All numbers of a world between two turns, from the rows of its views."""

    def __init__(
        self,
        *,
        stock: Iterable[Row],
        orders: Sequence[Row],
        parts: Iterable[Row],
        goods: Sequence[Row],
        feeds: Sequence[Feed],
        warehouses: Iterable[str],
    ) -> None:
        self.warehouses = sorted(warehouses)
        self.stock = [row for row in stock if row["sku"] is not None]
        self.feeds = feeds
        self.orders = orders
        self.names = {(r["simulator"], r["good"]): r["name"] for r in goods}
        self.pieces = {(r["simulator"], r["good"]): r["pieces"] for r in goods if r["pieces"]}
        self.sku_of = {(r["simulator"], r["good"]): r["sku"] for r in self.stock}
        self.parts: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
        for row in parts:
            self.parts[row["simulator"]].setdefault(row["bundle"], {})[row["part"]] = row["count"]
        self._held = self._by_sku()
        self._shown = self._by_place()
        self._promises: dict[str, tuple[Counter[str], Counter[str]]] = {}

    @cached_property
    def all(self) -> list[Level]:
        """The level of every SKU on every route, in no order."""
        found: list[Level] = []
        for warehouse in self.warehouses:
            held = self._held.get(warehouse, {})
            owed, promise = self.promises(warehouse)
            fed = [feed for feed in self.feeds if feed.warehouse == warehouse]
            places: list[Feed | None] = [*fed]
            if not places:
                places.append(None)
            for feed in places:
                shown = self._shown.get((feed.outlet, feed.place), {}) if feed else {}
                strange = [
                    s for s, offers in shown.items() if s not in held and any(offers.values())
                ]
                for sku in (*held, *strange):
                    found.append(self._level(warehouse, feed, sku, owed, promise, shown.get(sku)))
        return found

    def _level(
        self,
        warehouse: str,
        feed: Feed | None,
        sku: str,
        owed: Mapping[str, int],
        promise: Mapping[str, int],
        offers: Mapping[str, int] | None,
    ) -> Level:
        good = self._held.get(warehouse, {}).get(sku) or _Good(why="no item here carries it")
        outlet = feed.outlet if feed else None
        named = [self.names.get((warehouse, each)) for each in good.goods]
        named += [self.names.get((outlet or "", each)) for each in offers or ()]
        return Level(
            sku=sku,
            name=next(filter(None, named), None),
            warehouse=warehouse,
            outlet=outlet,
            place=feed.place if feed else None,
            on_hand=good.physical,
            promise=max(0, promise.get(sku, 0) // MICRO * MICRO),
            owed=owed.get(sku, 0),
            shown=None if offers is None else tuple(sorted(set(offers.values()))),
            goods=tuple(good.goods),
            offers=dict(offers or {}),
            why=good.why,
        )

    def promises(self, warehouse: str) -> tuple[Counter[str], Counter[str]]:
        """Return what a warehouse owes and what it can promise, by SKU.

        It owes what its documents ask for, and what orders without a document want: those of all
        the places that it feeds. A bundle shares the stock of its parts (D21).
        """
        if warehouse not in self._promises:
            self._promises[warehouse] = self._promise(warehouse)
        return self._promises[warehouse]

    def _promise(self, warehouse: str) -> tuple[Counter[str], Counter[str]]:
        documents: Counter[str] = Counter()
        for row in self.orders:
            if row["simulator"] == warehouse:
                sku = self.sku_of.get((warehouse, str(row["good"]))) or row["sku"] or ""
                documents[sku] += due_of(row)
        free = Counter({sku: g.sellable for sku, g in self._held.get(warehouse, {}).items()})
        free.subtract(documents)
        lost = self._bundles(warehouse).lost(free, self.without_document(warehouse))
        free.subtract(lost)
        return documents + lost, free

    def without_document(self, warehouse: str) -> Counter[str]:
        """Return what orders want of a warehouse that has no document of their number, by SKU."""
        known = {r["reference"] for r in self.orders if r["simulator"] == warehouse}
        places = {(f.outlet, f.place) for f in self.feeds if f.warehouse == warehouse}
        total: Counter[str] = Counter()
        for row in self.orders:
            if (row["simulator"], row["place"]) in places and row["reference"] not in known:
                total[row["sku"] or ""] += due_of(row)
        return +total

    def _bundles(self, warehouse: str) -> Bundles:
        def name(good: str) -> str:
            return str(self.sku_of.get((warehouse, good), f"?{good}"))

        return Bundles(
            {
                name(bundle): {name(part): count for part, count in parts.items()}
                for bundle, parts in self.parts[warehouse].items()
            }
        )

    def _by_sku(self) -> dict[str, dict[str, _Good]]:
        found: dict[str, dict[str, _Good]] = defaultdict(dict)
        for row in self.stock:
            if row["sellable"] is None:
                continue
            good = found[row["simulator"]].setdefault(row["sku"], _Good())
            good.sellable += row["sellable"]
            if not row["retired"]:
                good.physical += row["physical"] or 0
                good.goods[row["good"]] = None
                good.why = good.why or row["why"]
        return {
            name: {sku: good for sku, good in goods.items() if good.goods}
            for name, goods in found.items()
        }

    def _by_place(self) -> dict[tuple[str, str], dict[str, dict[str, int]]]:
        found: dict[tuple[str, str], dict[str, dict[str, int]]] = defaultdict(dict)
        for row in self.stock:
            if row["shown"] is not None:
                offers = found[row["simulator"], row["place"]].setdefault(row["sku"], {})
                offers[row["good"]] = row["shown"]
        return found


def most_off(numbers: Sequence[int], promise: int) -> int:
    """Return of several numbers the one that is the furthest from what can be promised."""
    if len(numbers) == 1:
        return numbers[0]
    return max(numbers, key=lambda number: abs(number - promise))


def due_of(row: Row) -> int:
    """Return what of an order's line is ordered and neither shipped nor called off."""
    return max(0, int(row["ordered"]) - int(row["shipped"]) - int(row["cancelled"]))
