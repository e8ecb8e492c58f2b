"""Whiplash as a warehouse of this engine: items with a quantity, orders by their originator's id.

Its staff ship; the engine finds out by reading orders or from a web hook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from stocktake.engine import wire
from stocktake.engine.order import Order
from stocktake.engine.warehouse import (
    Document,
    Goods,
    NeedsAttention,
    Quantities,
    Shelf,
    Shipment,
)

from . import bundles
from .bundles import Items
from .rows import by_sku, read_document

PAGE = 250
"""Rows of a page: what the vendor gives at most."""
HOOK = "order.shipped"
HOOKS = "hooks/whiplash"
"""The path, under the address at which this engine listens, for web hooks."""

Row = dict[str, Any]


class Whiplash:
    """The warehouse of one account."""

    sees_orders = True

    def __init__(self, base_url: str, key: str) -> None:
        self.http = wire.Client(base_url, X_API_KEY=key)
        self.known: Items | None = None

    @property
    def items(self) -> Items:
        """The items as they were read last."""
        if self.known is None:
            self.known = self._items()
        return self.known

    def begin(self) -> None:
        """Forget the items: they are read when they are needed."""
        self.known = None

    # Documents

    def find(self, number: str, channel: str = "") -> Document | None:
        """Find the order with the shop's number as originator id; there is one at most."""
        row = wire.read(self.http, f"/orders/originator/{number}").json()
        return read_document(row) if row else None

    def read(self, document_id: int) -> Document:
        """Return an order as it is now."""
        return read_document(self._order(document_id))

    def make(self, order: Order) -> Document:
        """Make an order; its stock is taken at once."""
        body = {
            "originator_id": order.number,
            "shipping_name": order.customer_name,
            "order_items": [
                {"item_id": self.good(sku), "quantity": int(count)} for sku, count in order.lines
            ],
        }
        return read_document(wire.write(self.http, "/orders", json=body))

    def good(self, sku: str | None) -> int:
        """Return the only item with an SKU."""
        item = self.items.alone(sku) if sku is not None else None
        if item is None:
            why = "ambiguous" if sku in self.items.by_sku else "unknown"
            raise NeedsAttention(f"its SKU {sku!r} is {why} in the warehouse")
        return int(item["id"])

    def parts(self, good: int) -> Goods:
        """Return the good itself, of a bundle what is in it."""
        return self.items.parts.get(good) or {good: Fraction(1)}

    def change(self, document: Document, asked: Goods, ordered: Goods) -> None:
        """Change lines one by one; an order of bundles gets all its lines anew, bundles whole."""
        if any(good in self.items.parts for good in ordered):
            self._renew(document, ordered)
            return
        rest = dict(asked)
        for line in document.lines:
            count = min(line.count, rest.get(line.good, Fraction(0)))
            rest[line.good] = rest.get(line.good, Fraction(0)) - count
            last = line is [each for each in document.lines if each.good == line.good][-1]
            if last:
                count += rest.pop(line.good)
            self._set(line.id, line.count, count)
        for good, count in rest.items():
            self._add(document, good, count)

    def reopen(self, document: Document) -> None:
        """Take a cancelled order up again, which takes its stock."""
        wire.write(self.http, f"/orders/{document.id}/uncancel", method="PUT")

    def cancel(self, document: Document) -> None:
        """Cancel an order, which gives its stock back."""
        wire.write(self.http, f"/orders/{document.id}/cancel", method="PUT")

    def open_documents(self) -> list[Document]:
        """Return nothing: quantities include every order, and originator ids are unique."""
        return []

    # Shipments

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the one shipment of a shipped order: it leaves as a whole."""
        return [document.shipped] if document.shipped else []

    def left(self) -> Mapping[int, Fraction]:
        """Return how many units have left, by order."""
        orders = [read_document(row) for row in self._pages("/orders")]
        return {each.id: each.shipped.units for each in orders if each.shipped}

    def can_ship(self, document: Document, rest: Goods) -> bool:
        """Say no: the warehouse's staff ship."""
        return False

    def ship(self, document: Document) -> None:
        """Do nothing: the warehouse's staff ship."""

    # Numbers

    def uncounted(self, document: Document, rest: Goods) -> Quantities:
        """Return nothing: an item's quantity fell when the order was made."""
        return {}

    def sellable(self, skus: Iterable[str]) -> Shelf:
        """Return the items' quantities, which fell when orders were made."""
        self.begin()
        return self._shelf(self.items.by_sku, skus)

    def ask(self, sku: str) -> Shelf:
        """Ask for the items of one SKU."""
        rows = wire.read(self.http, "/items/sku", {"sku": sku}).json()
        return self._shelf(by_sku(row for row in rows if row["sku"] == sku), [sku])

    def spread(self, demand: Quantities) -> Quantities:
        """Return what the demand takes from bundles and parts, which share a shelf."""
        return bundles.spread(self.items, demand)

    def listen(self, url: str) -> None:
        """Register a web hook for shipments, unless it is registered."""
        hooks = [hook for hook in self._pages("/web_hooks") if hook["active"]]
        if (url, HOOK) not in [(hook["url"], hook["event_name"]) for hook in hooks]:
            body = {"url": url, "event_name": HOOK, "format": "json"}
            wire.write(self.http, "/web_hooks", json=body)

    def _shelf(self, found: Mapping[str, list[Row]], skus: Iterable[str]) -> Shelf:
        """Return the item's own quantity, in which a building below zero lowers the sum."""
        alone = {sku: found[sku][0] for sku in skus if len(found.get(sku, ())) == 1}
        counts = {sku: Fraction(item["quantity"]) for sku, item in alone.items()}
        return Shelf(counts, frozenset(found))

    def _items(self) -> Items:
        items = Items(by_sku(self._pages("/items")))
        if not items.has_bundles():
            return items
        return Items(items.by_sku, bundles.parts_of(self._pages("/bundle_items")))

    def _renew(self, document: Document, ordered: Goods) -> None:
        for line in document.lines:
            self._set(line.id, line.count, Fraction(0))
        for good, count in ordered.items():
            self._add(document, good, count)

    def _set(self, line_id: int, before: Fraction, count: Fraction) -> None:
        path = f"/order_items/{line_id}"
        if count == 0:
            wire.write(self.http, path, method="DELETE")
        elif count != before:
            wire.write(self.http, path, method="PUT", json={"quantity": int(count)})

    def _add(self, document: Document, good: int, count: Fraction) -> None:
        body = {"order_id": document.id, "item_id": good, "quantity": int(count)}
        wire.write(self.http, "/order_items", json=body)

    def _pages(self, path: str) -> Iterator[Row]:
        """Yield the rows of a list until a page brings nothing new: no answer says which is last.

        Past its end a list may answer nothing or its last page again, and a page may be smaller
        than was asked for.
        """
        page, seen = 1, set[int]()
        while True:
            query = {"limit": PAGE, "page": page, "order_by": "id ASC"}
            rows = wire.read(self.http, path, query).json()
            fresh = [row for row in rows if row["id"] not in seen]
            yield from fresh
            if not fresh:
                return
            seen |= {row["id"] for row in fresh}
            page += 1

    def _order(self, order_id: int) -> Row:
        row: Row = wire.read(self.http, f"/orders/{order_id}").json()
        return row
