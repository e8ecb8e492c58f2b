"""Wherefour as a warehouse of this engine: lots that auto-ship takes from, orders of customers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from stocktake.engine import wire
from stocktake.engine.order import Order
from stocktake.engine.warehouse import Document, Line, NeedsAttention, Quantities, Shipment

from . import goods
from .account import CLOSED, Account
from .goods import Catalogue

HELD = CLOSED | {"on hold"}


class Wherefour:
    """The warehouse of one account."""

    sees_orders = False

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.account = Account(base_url, username, password)
        self.http = self.account.http
        self.catalogue = Catalogue()

    def begin(self) -> None:
        """Read the items."""
        self.catalogue = goods.catalogue_of(self.account.items())

    def find(self, number: str) -> Document | None:
        """Find the order with this number, the oldest if there are several."""
        found = self.account.find_order(number)
        return read_document(found) if found else None

    def read(self, document_id: int) -> Document:
        """Return an order as it is now."""
        return read_document(self.account.order(document_id))

    def make(self, order: Order) -> Document:
        """Create an open order, and its customer if there is none yet."""
        lines = self._lines(order)
        customer_id = self._customer(order)
        made = self.account.create_order(customer_id, order.number, date=order.date, lines=lines)
        return read_document(made)

    def open_documents(self) -> list[Document]:
        """Return every order that is not completely shipped, of any origin."""
        return [read_document(row) for row in self.account.open_orders()]

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the shipments of an order so far, in the items' units of order."""
        factors = {}
        for line in document.lines:
            item = self.catalogue.by_id.get(line.item_id)
            factors[line.sku] = item.per_pick / item.per_order if item else Fraction(1)
        rows = self.account.shipments(document.owner, document.id)
        return [read_shipment(row, factors) for row in rows]

    def can_ship(self, document: Document, rest: Quantities) -> bool:
        """Whether auto-ship would find anything; a round with nothing to ship writes nothing."""
        for line in document.lines if document.shippable else ():
            item = self.catalogue.by_id.get(line.item_id)
            if item is None or line.sku not in rest:
                continue
            if not item.tracked or goods.takeable(item, self.account.lots(item.id)) > 0:
                return True
        return False

    def ship(self, document: Document) -> None:
        """Pick and ship what is in stock for an order."""
        self.account.auto_ship(document.owner, document.id)

    def cancel(self, document: Document) -> None:
        """Cancel an order."""
        self.account.cancel_order(document.owner, document.id)

    def sellable(self, skus: Iterable[str]) -> Quantities:
        """Return what auto-ship could take now, in the unit of order."""
        self.begin()
        return {sku: self._takeable(sku) for sku in skus if sku in self.catalogue.by_sku}

    def _takeable(self, sku: str) -> Fraction:
        item = self.catalogue.by_sku[sku]
        # An item with nothing on hand has no lot to read: this saves most requests of a round.
        lots = self.account.lots(item.id) if item.on_hand > 0 else []
        return goods.takeable(item, lots) / item.per_order

    def _lines(self, order: Order) -> list[Line]:
        """Translate an order's lines to item ids: a retired item may share the SKU."""
        lines = []
        for sku, count in order.lines:
            if sku is None or sku not in self.catalogue.by_sku:
                why = "ambiguous" if sku in self.catalogue.ambiguous else "unknown"
                raise NeedsAttention(f"its SKU {sku!r} is {why} in the warehouse")
            lines.append(Line(item_id=self.catalogue.by_sku[sku].id, sku=sku, count=count))
        return lines

    def _customer(self, order: Order) -> int:
        """Find or create the customer; only display names can be searched, so it carries the id."""
        mark = f"(R{order.customer_id or order.number})"
        found = self.account.find_customer(mark)
        if found is not None:
            return found
        try:
            return self.account.create_customer(f"{order.customer_name} {mark}")
        except wire.OutcomeUnknown:
            made = self.account.find_customer(mark)
            if made is None:
                raise
            return made


def read_document(row: Mapping[str, Any]) -> Document:
    """Read an order's JSON."""
    lines = [
        Line(item_id=line["inventory_id"], sku=line["sku"] or "", count=Fraction(line["count"]))
        for line in row["order_items"]
    ]
    blocked = bool(row["customer"].get("block_shipments"))
    return Document(
        id=row["id"],
        number=row["order_number"],
        open=row["status"] not in CLOSED,
        shippable=row["status"] not in HELD and not blocked,
        lines=tuple(lines),
        owner=row["customer"]["id"],
    )


def read_shipment(row: Mapping[str, Any], factors: Mapping[str, Fraction]) -> Shipment:
    """Read a shipment's JSON; `factors` turn units of picking into units of order."""
    counts: Quantities = {}
    for item in row["shipment_items"]:
        sku = item["inventory_sku"] or ""
        count = Fraction(item["count"]) * factors.get(sku, Fraction(1))
        counts[sku] = counts.get(sku, Fraction(0)) + count
    return Shipment(at=datetime.fromisoformat(row["ship_date"]), counts=counts)
