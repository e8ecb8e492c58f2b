"""Whiplash as a warehouse of this engine: items with a quantity, orders by their originator's id.

Its staff ship; the engine finds out by reading orders or from a web hook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from . import wire
from .order import Order
from .warehouse import Document, Line, NeedsAttention, Quantities, Shipment

CANCELLED = frozenset({40, 45})
SHIPPED = 300
"""From this status on an order is shipped."""
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
        self.items: dict[str, list[Row]] | None = None

    def begin(self) -> None:
        """Read nothing yet: most rounds create no document."""
        self.items = None

    def find(self, number: str) -> Document | None:
        """Find the order with the shop's number as originator id; there is one at most."""
        row = wire.read(self.http, f"/orders/originator/{number}").json()
        return read_document(row) if row else None

    def read(self, document_id: int) -> Document:
        """Return an order as it is now."""
        return read_document(self._order(document_id))

    def make(self, order: Order) -> Document:
        """Make an order; its stock is taken at once."""
        if self.items is None:
            self.items = by_sku(self._pages("/items"))
        body = {
            "originator_id": order.number,
            "shipping_name": order.customer_name,
            "order_items": [
                {"item_id": self._item(sku)["id"], "quantity": int(count)}
                for sku, count in order.lines
            ],
        }
        return read_document(wire.write(self.http, "/orders", json=body))

    def open_documents(self) -> list[Document]:
        """Return nothing: quantities include every order, and originator ids are unique."""
        return []

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the one shipment of a shipped order: it leaves as a whole."""
        row = self._order(document.id)
        if row["status"] < SHIPPED or row["shipped_on"] is None:
            return []
        counts: Quantities = {}
        for line in read_document(row).lines:
            counts[line.sku] = counts.get(line.sku, Fraction(0)) + line.count
        return [Shipment(at=datetime.fromisoformat(row["shipped_on"]), counts=counts)]

    def can_ship(self, document: Document, rest: Quantities) -> bool:
        """Say no: the warehouse's staff ship."""
        return False

    def ship(self, document: Document) -> None:
        """Do nothing: the warehouse's staff ship."""

    def cancel(self, document: Document) -> None:
        """Cancel an order, which gives its stock back."""
        wire.write(self.http, f"/orders/{document.id}/cancel", method="PUT")

    def sellable(self, skus: Iterable[str]) -> Quantities:
        """Return the items' quantities, which fell when orders were made."""
        found = by_sku(self._pages("/items"))
        return {sku: Fraction(found[sku][0]["quantity"]) for sku in skus if alone(found, sku)}

    def listen(self, url: str) -> None:
        """Register a web hook for shipments, unless it is registered."""
        hooks = [hook for hook in self._pages("/web_hooks") if hook["active"]]
        if (url, HOOK) not in [(hook["url"], hook["event_name"]) for hook in hooks]:
            body = {"url": url, "event_name": HOOK, "format": "json"}
            wire.write(self.http, "/web_hooks", json=body)

    def _item(self, sku: str | None) -> Row:
        assert self.items is not None
        if sku is None or not alone(self.items, sku):
            why = "ambiguous" if sku in self.items else "unknown"
            raise NeedsAttention(f"its SKU {sku!r} is {why} in the warehouse")
        return self.items[sku][0]

    def _pages(self, path: str) -> Iterator[Row]:
        """Yield the rows of a list until a page is not full: no answer announces the last one."""
        page = 1
        while True:
            query = {"limit": PAGE, "page": page, "order_by": "id ASC"}
            rows = wire.read(self.http, path, query).json()
            yield from rows
            if len(rows) < PAGE:
                return
            page += 1

    def _order(self, order_id: int) -> Row:
        row: Row = wire.read(self.http, f"/orders/{order_id}").json()
        return row


def by_sku(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort items by SKU; those without one cannot be ordered."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["sku"]:
            found.setdefault(row["sku"], []).append(row)
    return found


def alone(items: Mapping[str, Sequence[Row]], sku: str) -> bool:
    """Whether exactly one item carries an SKU."""
    return len(items.get(sku, ())) == 1


def read_document(row: Mapping[str, Any]) -> Document:
    """Read an order's JSON, without packaging, which nobody ordered."""
    lines = [
        Line(item_id=item["item_id"], sku=item["sku"] or "", count=Fraction(item["quantity"]))
        for item in row["order_items"]
        if not item["packaging"]
    ]
    return Document(
        id=row["id"],
        number=row["originator_id"] or "",
        open=row["status"] < SHIPPED and row["status"] not in CANCELLED,
        shippable=False,
        lines=tuple(lines),
    )
