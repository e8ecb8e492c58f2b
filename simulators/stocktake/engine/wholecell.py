"""WholeCell as a warehouse of this engine: units by serial, stock levels by SKU, sales orders.

Its staff commit units and ship; the engine finds out by reading orders.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from . import wire
from .order import Order
from .warehouse import Document, Line, NeedsAttention, Quantities, Shipment

SELLS = "Available"
"""The status of units that may be sold (duty D1)."""
NEW = "New"
OPEN = (NEW, "Unpaid", "Ready to Pick", "Ready to Ship")
CANCELED = "Canceled"
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
        self.known: Quantities | None = None

    def begin(self) -> None:
        """Read nothing yet: most rounds create no document."""
        self.known = None

    def find(self, number: str) -> Document | None:
        """Find the sales order with this number, the oldest if there are several."""
        found = self._pages("/sales_orders", transaction_number=number)
        rows = [row for row in found if row["transaction_number"] == number]
        return read_document(min(rows, key=lambda row: row["id"])) if rows else None

    def read(self, document_id: int) -> Document:
        """Return a sales order as it is now."""
        return read_document(self._order(document_id))

    def make(self, order: Order) -> Document:
        """Create a sales order in its first status."""
        if self.known is None:
            self.known = self._listed()
        for sku, _ in order.lines:
            # WholeCell would accept the order and wait for staff to connect the line.
            if sku is None or sku not in self.known:
                raise NeedsAttention(f"its SKU {sku!r} is unknown in the warehouse")
        body = {
            "transaction_number": order.number,
            "customer": {"name": order.customer_name},
            "items": [{"sku": sku, "quantity": int(count)} for sku, count in order.lines],
        }
        return read_document(wire.write(self.http, "/sales_orders", json=body))

    def open_documents(self) -> list[Document]:
        """Return the sales orders that nobody has begun to work on.

        Stock levels already leave out what the others need; a duplicate is always new.
        """
        rows = self._pages("/sales_orders", status=NEW)
        return [read_document(row) for row in {row["id"]: row for row in rows}.values()]

    def shipments(self, document: Document) -> list[Shipment]:
        """Return the one shipment of a shipped sales order: it leaves as a whole."""
        row = self._order(document.id)
        if row["shipped_at"] is None:
            return []
        counts: Quantities = {}
        for line in read_document(row).lines:
            counts[line.sku] = counts.get(line.sku, Fraction(0)) + line.count
        return [Shipment(at=datetime.fromisoformat(row["shipped_at"]), counts=counts)]

    def can_ship(self, document: Document, rest: Quantities) -> bool:
        """Say no: the warehouse's staff ship."""
        return False

    def ship(self, document: Document) -> None:
        """Do nothing: the warehouse's staff ship."""

    def cancel(self, document: Document) -> None:
        """Cancel a sales order and give its units back."""
        body = {"status": CANCELED, "inventories": []}
        wire.write(self.http, f"/sales_orders/{document.id}", method="PATCH", json=body)

    def sellable(self, skus: Iterable[str]) -> Quantities:
        """Return what is available; it already leaves out what open sales orders need."""
        wanted = set(skus)
        levels = self._reported() if len(wanted) >= REPORT_FROM else None
        if levels is None:
            levels = self._listed()
        return {sku: levels[sku] for sku in wanted & levels.keys()}

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
            reply = wire.read(self.http, path, {**query, "page": page}).json()
            yield from reply["data"]
            page, pages = page + 1, reply["pages"]

    def _order(self, order_id: int) -> Row:
        row: Row = wire.read(self.http, f"/sales_orders/{order_id}").json()
        return row


def read_levels(rows: Iterable[Mapping[str, Any]]) -> Quantities:
    """Read stock levels, from the list or from the file."""
    return {row["sku"]: Fraction(row["available"]) for row in rows}


def read_file(text: str) -> Quantities:
    """Read stock levels from CSV; ValueError for anything else, which might look empty."""
    rows = csv.DictReader(io.StringIO(text))
    if not {"sku", "available"} <= set(rows.fieldnames or ()):
        raise ValueError("the report is no table of stock levels")
    return read_levels(rows)


def read_document(row: Mapping[str, Any]) -> Document:
    """Read a sales order's JSON."""
    lines = [
        Line(item_id=item["id"], sku=item["sku"] or "", count=Fraction(item["quantity"]))
        for item in row["items"]
    ]
    return Document(
        id=row["id"],
        number=row["transaction_number"] or "",
        open=row["status"] in OPEN,
        shippable=False,
        lines=tuple(lines),
    )
