"""Wherefour as a warehouse of this engine: lots that auto-ship takes from, orders of customers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
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

from . import goods, lines
from .account import CANCELED, CLOSED, OPENED, Account
from .goods import Catalogue, Item

HELD = CLOSED | {"on hold"}


class Wherefour:
    """The warehouse of one account."""

    sees_orders = False

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.account = Account(base_url, username, password)
        self.http = self.account.http
        self.known: Catalogue | None = None
        self.gone: dict[int, list[Shipment]] = {}
        self.customers: dict[str, int] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The items as they were read last."""
        if self.known is None:
            self.known = goods.catalogue_of(self.account.items())
        return self.known

    def begin(self) -> None:
        """Forget items and shipments: they are read when they are needed."""
        self.known = None
        self.gone.clear()

    # Documents

    def find(self, number: str, channel: str = "") -> Document | None:
        """Find the order with this number; of several the oldest that is not called off."""
        found = [read_document(row) for row in self.account.find_orders(number)]
        return min(found, key=lambda document: (document.off, document.id), default=None)

    def read(self, document_id: int) -> Document:
        """Return an order as it is now."""
        return read_document(self.account.order(document_id))

    def make(self, order: Order) -> Document:
        """Create an open order, and its customer if there is none yet."""
        asked = [(self.good(sku), count) for sku, count in order.lines]
        customer_id = self._customer(order)
        made = self.account.create_order(customer_id, order.number, date=order.date, lines=asked)
        return read_document(made)

    def good(self, sku: str | None) -> int:
        """Return the only item in use with an SKU: a retired one may share it."""
        if sku is None or sku not in self.catalogue.by_sku:
            why = "ambiguous" if sku in self.catalogue.ambiguous else "unknown"
            raise NeedsAttention(f"its SKU {sku!r} is {why} in the warehouse")
        return self.catalogue.by_sku[sku].id

    def parts(self, good: int) -> Goods:
        """Return the good itself."""
        return {good: Fraction(1)}

    def change(self, document: Document, asked: Goods, ordered: Goods) -> None:
        """Change, add and take off lines in one request."""
        entries = lines.changes(document.lines, asked)
        self.account.change_order(document.owner, document.id, order_items_attributes=entries)

    def reopen(self, document: Document) -> None:
        """Open a canceled order again."""
        self.account.change_order(document.owner, document.id, status=OPENED)

    def cancel(self, document: Document) -> None:
        """Cancel an order."""
        self.account.change_order(document.owner, document.id, status=CANCELED)

    def open_documents(self) -> list[Document]:
        """Return every order that is not completely shipped, of any origin."""
        return [read_document(row) for row in self.account.open_orders()]

    # Shipments

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the shipments of an order so far, read once until it ships again."""
        if document.id not in self.gone:
            self.gone[document.id] = self._shipments(document)
        return self.gone[document.id]

    def _shipments(self, document: Document) -> list[Shipment]:
        """Read the shipments of an order, in the items' units of order."""
        rows = list(self.account.shipments(document.owner, document.id))
        factors = {}
        for line in document.lines if rows else ():
            item = self.catalogue.by_id.get(line.good)
            factors[line.good] = item.per_pick / item.per_order if item else Fraction(1)
        return [read_shipment(row, document, factors) for row in rows]

    def left(self) -> Mapping[int, Fraction]:
        """Return how many units of picking have left, by order."""
        sums: dict[int, Fraction] = {}
        for row in self.account.all_shipments():
            sums[row["order_id"]] = sums.get(row["order_id"], Fraction(0)) + units_of(row)
        return sums

    def can_ship(self, document: Document, rest: Goods) -> bool:
        """Whether auto-ship would find anything; a round with nothing to ship writes nothing."""
        for good in rest if document.shippable else ():
            item = self.catalogue.by_id.get(good)
            if item is None:
                continue
            if not item.tracked or goods.takeable(item, self.account.lots(item.id)) > 0:
                return True
        return False

    def ship(self, document: Document) -> None:
        """Pick and ship what is in stock for an order."""
        self.gone.pop(document.id, None)
        self.account.auto_ship(document.owner, document.id)

    # Numbers

    def uncounted(self, document: Document, rest: Goods) -> Quantities:
        """Return all that an order still needs: lots are counted whether they are sold or not."""
        items = {good: self.catalogue.by_id.get(good) for good in rest}
        return {item.sku: rest[good] for good, item in items.items() if item and item.sku}

    def sellable(self, skus: Iterable[str]) -> Shelf:
        """Return what auto-ship could take now, in the unit of order."""
        self.begin()
        names = frozenset(item.sku for item in self.catalogue.by_id.values() if item.sku)
        mine = [sku for sku in skus if sku in self.catalogue.by_sku]
        return self._shelf({sku: self.catalogue.by_sku[sku] for sku in mine}, names)

    def ask(self, sku: str) -> Shelf:
        """Search for the items that carry an SKU."""
        found = goods.catalogue_of(self.account.items_with(sku)).by_sku
        return self._shelf({sku: found[sku]} if sku in found else {}, frozenset(found))

    def spread(self, demand: Quantities) -> Quantities:
        """Return the demand: no two items share a lot."""
        return demand

    def _shelf(self, items: Mapping[str, Item], names: frozenset[str]) -> Shelf:
        counts, hidden = {}, {}
        for sku, item in items.items():
            counts[sku], hidden[sku] = self._takeable(item)
        return Shelf(counts, names, {sku: count for sku, count in hidden.items() if count > 0})

    def _takeable(self, item: Item) -> tuple[Fraction, Fraction]:
        """Return what may be taken of an item, and what it holds beyond the lots that are listed.

        An item with nothing on hand has no lot to read: this saves most requests of a round.
        """
        lots = self.account.lots(item.id) if item.on_hand > 0 else []
        listed = sum((lot.count for lot in lots if lot.on_hand), Fraction(0))
        return goods.takeable(item, lots) / item.per_order, max(Fraction(0), item.on_hand - listed)

    def _customer(self, order: Order) -> int:
        """Find or create the customer; only display names can be searched, so it carries the id."""
        mark = f"(R{order.customer_id or order.number})"
        if mark not in self.customers:
            self.customers[mark] = self._settle_customer(order, mark)
        return self.customers[mark]

    def _settle_customer(self, order: Order, mark: str) -> int:
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
    blocked = bool(row["customer"].get("block_shipments"))
    return Document(
        id=row["id"],
        number=row["order_number"],
        open=row["status"] not in CLOSED,
        off=row["status"] in (CANCELED, "cancelled"),
        shippable=row["status"] not in HELD and not blocked,
        lines=lines.read_lines(row),
        made_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["updated_at"]),
        owner=row["customer"]["id"],
    )


def read_shipment(
    row: Mapping[str, Any], document: Document, factors: Mapping[int, Fraction]
) -> Shipment:
    """Read a shipment's JSON; `factors` turn units of picking into units of order, by good."""
    return Shipment(
        at=datetime.fromisoformat(row["ship_date"]),
        counts=lines.counted(row["shipment_items"], document.lines, factors),
        units=units_of(row),
    )


def units_of(row: Mapping[str, Any]) -> Fraction:
    """Add up the items of a shipment."""
    return sum((Fraction(item["count"]) for item in row["shipment_items"]), Fraction(0))
