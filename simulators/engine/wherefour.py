"""Wherefour as this engine needs it: stock, customers, orders, shipments; every page of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from . import wire

CLOSED = frozenset({"complete", "invoiced", "canceled", "cancelled", "archived"})
HELD = CLOSED | {"on hold"}
OPEN = ("pending", "open", "partially shipped", "on hold")
"""Where goods are still owed; the list of orders takes one status at a time."""
CANCELED = "canceled"
DELIVERY_METHOD = "UPS Ground"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stock item. `per_order`, `per_pick`: units of use in one unit of order, of picking."""

    id: int
    sku: str | None
    on_hand: Fraction
    retired: bool
    hand_picked: bool
    tracked: bool
    per_order: Fraction
    per_pick: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot's count, in units of use, and whether auto-ship may take from it."""

    count: Fraction
    takeable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order, in the item's unit of order."""

    item_id: int
    sku: str
    count: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A warehouse order."""

    id: int
    customer_id: int
    number: str
    status: str
    blocked: bool
    lines: tuple[Line, ...]

    @property
    def open(self) -> bool:
        """Whether what it has not shipped is still owed."""
        return self.status not in CLOSED

    @property
    def shippable(self) -> bool:
        """Whether auto-ship would be allowed at all."""
        return self.status not in HELD and not self.blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What left the warehouse at one time: SKU -> count, in the items' units of picking."""

    at: datetime
    counts: Mapping[str, Fraction]


class Wherefour:
    """The operations of one account."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.http = wire.Client(base_url, auth=(username, password))

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of a list, following `Link` to its end."""
        reply = wire.read(self.http, path, query)
        yield from reply.json()
        while following := reply.links.get("next"):
            reply = wire.read(self.http, following)
            yield from reply.json()

    def shrinking(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of a list that rows leave while it is read: its pages from last to first.

        What leaves moves the rows behind it one place to the front: from the first page on, one
        would slip by unread.
        """
        reply = wire.read(self.http, path, query)
        rows = reply.json()
        link = reply.links.get("last")
        while link:
            reply = wire.read(self.http, link)
            rows += reply.json()
            link = reply.links.get("prev")
        return list({row["id"]: row for row in rows}.values())

    def items(self) -> list[Item]:
        """Return every item, retired ones included."""
        return [read_item(row) for row in self.pages("/inventory")]

    def lots(self, item_id: int) -> list[Lot]:
        """Return the lots of an item that hold anything, whatever their status."""
        return [read_lot(row) for row in self.pages(f"/inventory/{item_id}/stocks")]

    def find_customer(self, mark: str) -> int | None:
        """Find the customer whose display name ends in `mark`; the oldest of several."""
        found = self.pages("/customers/search", display_name=mark)
        ids = [row["id"] for row in found if str(row["display_name"]).endswith(mark)]
        return min(ids, default=None)

    def create_customer(self, display_name: str) -> int:
        """Create a customer; the caller has looked for it."""
        row = wire.write(self.http, "/customers", json={"display_name": display_name})
        return int(row["id"])

    def find_order(self, number: str) -> Document | None:
        """Find the order of this number; the oldest where there are several."""
        found = self.pages("/orders/search", order_number=number)
        rows = [row for row in found if row["order_number"] == number]
        return read_document(min(rows, key=lambda row: row["id"])) if rows else None

    def order(self, document_id: int) -> Document:
        """Return one order."""
        return read_document(wire.read(self.http, f"/orders/{document_id}").json())

    def open_orders(self) -> list[Document]:
        """Return every order of which something is still owed, whoever made it."""
        rows = [row for status in OPEN for row in self.shrinking("/orders", status=status)]
        return [read_document(row) for row in rows]

    def cancel_order(self, document: Document) -> None:
        """Cancel an order; the caller has looked that nothing of it is out."""
        path = f"/customers/{document.customer_id}/orders/{document.id}"
        wire.write(self.http, path, method="PATCH", json={"status": CANCELED})

    def create_order(
        self, customer_id: int, number: str, *, date: str, lines: Sequence[Line]
    ) -> Document:
        """Create an open order; the caller has looked for its number."""
        body = {
            "order_number": number,
            "order_date": date,
            "status": "open",
            "order_items_attributes": [
                {"inventory_id": line.item_id, "count": plain(line.count)} for line in lines
            ],
        }
        return read_document(wire.write(self.http, f"/customers/{customer_id}/orders", json=body))

    def shipments(self, document: Document) -> list[Shipment]:
        """Return what of an order has left so far."""
        path = f"/customers/{document.customer_id}/orders/{document.id}/shipments"
        return [read_shipment(row) for row in self.pages(path)]

    def auto_ship(self, document: Document) -> None:
        """Pick and ship what there is of an order; the caller has read its shipments."""
        path = f"/customers/{document.customer_id}/orders/{document.id}/auto_ship"
        wire.write(self.http, path, json={"delivery_method": DELIVERY_METHOD})


def plain(number: Fraction) -> int | float:
    """Spell a number for JSON: a whole one without a fraction."""
    return int(number) if number.denominator == 1 else float(number)


def read_item(row: Mapping[str, Any]) -> Item:
    """Read an item's JSON."""
    return Item(
        id=row["id"],
        sku=row["sku"],
        on_hand=Fraction(row["on_hand"]),
        retired=row["retired"],
        hand_picked=row["pull_strategy"] == "Hand Pick",
        tracked=not row["quantity_not_tracked"],
        per_order=units_of_use(row, row["unit_of_order"]),
        per_pick=units_of_use(row, row["unit_of_pick_and_ship"]),
    )


def units_of_use(row: Mapping[str, Any], unit: str) -> Fraction:
    """How many of an item's units of use are in one `unit`; 1 without a conversion."""
    for conversion in row["conversions"] if unit != row["unit_of_use"] else ():
        if conversion["unit_of_measurement"] == unit:
            return Fraction(conversion["to_count"]) / Fraction(conversion["from_count"])
    return Fraction(1)


def read_lot(row: Mapping[str, Any]) -> Lot:
    """Read a lot's JSON. A lot without a location may be picked."""
    location = row["location"]
    allowed = location is None or location["allowed_for_pick_and_ship"]
    return Lot(count=Fraction(row["count"]), takeable=allowed and row["status"] == "active")


def read_document(row: Mapping[str, Any]) -> Document:
    """Read an order's JSON."""
    lines = [
        Line(item_id=line["inventory_id"], sku=line["sku"] or "", count=Fraction(line["count"]))
        for line in row["order_items"]
    ]
    return Document(
        id=row["id"],
        customer_id=row["customer"]["id"],
        number=row["order_number"],
        status=row["status"],
        blocked=bool(row["customer"].get("block_shipments")),
        lines=tuple(lines),
    )


def read_shipment(row: Mapping[str, Any]) -> Shipment:
    """Read a shipment's JSON."""
    counts: dict[str, Fraction] = {}
    for item in row["shipment_items"]:
        sku = item["inventory_sku"] or ""
        counts[sku] = counts.get(sku, Fraction(0)) + Fraction(item["count"])
    return Shipment(at=datetime.fromisoformat(row["ship_date"]), counts=counts)
