"""WholeCell as a warehouse of this engine: units by serial, stock levels by SKU, sales orders.

Its staff commit units and ship; the engine finds out by reading orders.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from stocktake.engine import wire
from stocktake.engine.order import Order
from stocktake.engine.warehouse import (
    Document,
    Goods,
    NeedsAttention,
    Parcel,
    Quantities,
    Shelf,
    Shipment,
)

from . import lines
from .rows import OPEN, awaited, read_document, read_file, read_levels

SELLS = "Available"
"""The status of units that may be sold (duty D1)."""
NEW, CANCELED, SHIPPED = OPEN[0], "Canceled", "Shipped"
WINDOW = timedelta(days=90)
"""Stock levels count open orders of this age; older ones still await their units (duty D1)."""
PACE_S = 0.55
"""Seconds between two calls while the limit is on: it allows two calls a second."""
REPORT_FROM = 300
"""From this many SKUs on, one report is cheaper than three or more pages."""
POLLS = 30

Row = dict[str, Any]


class WholeCell:
    """The warehouse of one account."""

    sees_orders = True

    def __init__(self, base_url: str, app_id: str, secret: str, *, paced: bool = False) -> None:
        self.http = wire.Client(base_url, auth=(app_id, secret), pace=PACE_S if paced else 0)
        self.begin()

    def begin(self) -> None:
        """Forget what was read: most rounds create no document."""
        self.known: Quantities | None = None
        self.orders: list[Document] | None = None
        self.new: dict[int, str] = {}
        self.at: datetime | None = None

    # Documents

    def find(self, number: str, channel: str = "") -> Document | None:
        """Find the sales order with this number; of several the oldest that is not called off."""
        rows = self._pages("/sales_orders", transaction_number=number)
        found = [
            read_document(row)
            for row in rows
            if row["transaction_number"] == number and channel in ("", row["channel"])
        ]
        return min(found, key=lambda document: (document.off, document.id), default=None)

    def read(self, document_id: int) -> Document:
        """Return a sales order as it is now."""
        return read_document(self._order(document_id))

    def make(self, order: Order) -> Document:
        """Create a sales order in its first status."""
        if not order.imports_unknown:
            for sku, _ in order.lines:
                self.good(sku)
        return read_document(wire.write(self.http, "/sales_orders", json=lines.body_of(order)))

    def good(self, sku: str | None) -> int:
        """Return a number for an SKU of the catalogue, whose id only orders and units tell.

        WholeCell would accept any SKU and wait for staff to connect the line.
        """
        if self.known is None:
            self.known = self._listed()
        if sku is None or sku not in self.known:
            raise NeedsAttention(f"its SKU {sku!r} is unknown in the warehouse")
        number = -zlib.crc32(sku.encode()) - 2**32  # no id of a line, which are below zero too
        self.new[number] = sku
        return number

    def parts(self, good: int) -> Goods:
        """Return the good itself."""
        return {good: Fraction(1)}

    def change(self, document: Document, asked: Goods, ordered: Goods) -> None:
        """Send the whole list of items; release units of items that shrink in a request before."""
        units = self._order(document.id)["inventories"]
        kept = lines.kept_units(units, document.lines, asked)
        if kept is not None:
            self._change(document, inventories=kept)
        self._change(document, items=lines.entries(document.lines, asked, self.new))

    def reopen(self, document: Document) -> None:
        """Set a canceled sales order back to its first status."""
        self._change(document, status=NEW)

    def cancel(self, document: Document) -> None:
        """Cancel a sales order and give its units back."""
        self._change(document, status=CANCELED, inventories=[])

    def add_parcels(self, document: Document, parcels: Sequence[Parcel], *, all_out: bool) -> None:
        """Add parcels to a sales order; a number that it has already is the same parcel."""
        rows = [{"carrier": each.carrier, "tracking_number": each.number} for each in parcels]
        self._change(document, **({"status": SHIPPED} if all_out else {}), shipments=rows)

    def open_documents(self) -> list[Document]:
        """Return the open sales orders, of any origin and any age."""
        self.orders = self._orders()
        return [document for document in self.orders if document.open]

    # Shipments

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the one shipment of a shipped sales order: it leaves as a whole."""
        return [document.shipped] if document.shipped else []

    def left(self) -> Mapping[int, Fraction]:
        """Return how many units have left, by sales order."""
        return {each.id: each.shipped.units for each in self._orders() if each.shipped}

    def can_ship(self, document: Document, rest: Goods) -> bool:
        """Say no: the warehouse's staff ship."""
        return False

    def ship(self, document: Document) -> None:
        """Do nothing: the warehouse's staff ship."""

    # Numbers

    def uncounted(self, document: Document, rest: Goods) -> Quantities:
        """Return what an old order still awaits: stock levels leave it out."""
        return awaited(document.lines) if rest and self._is_old(document) else {}

    def sellable(self, skus: Iterable[str]) -> Shelf:
        """Return what is available; it already leaves out what newer open sales orders need."""
        wanted = set(skus)
        levels = self._reported() if len(wanted) >= REPORT_FROM else None
        if levels is None:
            levels = self._listed()
        counts = {sku: levels[sku] for sku in wanted & levels.keys()}
        return Shelf(counts, frozenset(levels))

    def ask(self, sku: str) -> Shelf:
        """Count the units of an SKU that sell, less what newer open sales orders await."""
        units = [unit for unit in self._pages("/inventories", sku=sku) if _sku_of(unit) == sku]
        if not units:
            return Shelf()
        free = [unit for unit in units if unit["status"] == SELLS and unit["order_id"] is None]
        orders = [each for each in self.orders or self._orders() if each.open]
        newer = [line for each in orders if not self._is_old(each) for line in each.lines]
        count = Fraction(len(free)) - awaited(newer).get(sku, Fraction(0))
        return Shelf({sku: count}, frozenset({sku}))

    def spread(self, demand: Quantities) -> Quantities:
        """Return the demand: no two SKUs share a unit."""
        return demand

    def _is_old(self, document: Document) -> bool:
        return self.at is not None and document.made_at < self.at - WINDOW

    def _orders(self) -> list[Document]:
        rows = {row["id"]: row for row in self._pages("/sales_orders")}
        return [read_document(row) for row in rows.values()]

    def _listed(self) -> Quantities:
        return read_levels(self._pages("/stock_levels", **{"inventory_statuses[]": SELLS}))

    def _reported(self) -> Quantities | None:
        """Ask for the stock levels as a file; None if it does not come, and the list is read."""
        try:
            asked = self.http.send(
                "POST", "/stock_levels_reports", json={"inventory_statuses": [SELLS]}
            ).json()
            for _ in range(POLLS):
                report = wire.read(self.http, f"/stock_levels_reports/{asked['id']}").json()
                if report["status"] == "failed":
                    return None
                if report["status"] == "complete":
                    return read_file(wire.fetch(report["url"]))
        except (wire.Unreachable, wire.ReadFailed, wire.Refused, ValueError, KeyError, TypeError):
            return None
        return None

    def _pages(self, path: str, **query: Any) -> Iterator[Row]:
        """Yield the rows of all pages that the answers announce."""
        page, pages = 1, 1
        while page <= pages:
            reply = wire.read(self.http, path, {**query, "page": page})
            self.at = reply.at or self.at
            answer = reply.json()
            # A page that is not the last one is full.
            yield from wire.rows_of_page(answer["data"], awaited=answer["pages"] - page)
            page, pages = page + 1, answer["pages"]

    def _order(self, order_id: int) -> Row:
        reply = wire.read(self.http, f"/sales_orders/{order_id}")
        self.at = reply.at or self.at
        row: Row = reply.json()
        return row

    def _change(self, document: Document, **fields: Any) -> None:
        path = f"/sales_orders/{document.id}"
        wire.write(self.http, path, method="PATCH", json=fields)


def _sku_of(unit: Mapping[str, Any]) -> str | None:
    sku: str | None = unit["product_variation"]["sku"]
    return sku
