"""The operations of a Wherefour account that this engine needs; every page of each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from stocktake.engine import wire

from .goods import Item, Lot, read_item, read_lot
from .lines import plain

Row = dict[str, Any]

CLOSED = frozenset({"complete", "invoiced", "canceled", "cancelled", "archived"})
OPEN = ("pending", "open", "partially shipped", "on hold")
"""Statuses of orders not completely shipped; the list takes one status at a time."""
OPENED, CANCELED = "open", "canceled"
DELIVERY_METHOD = "UPS Ground"


class Account:
    """The operations of one account."""

    def __init__(self, base_url: str, username: str, password: str) -> None:
        self.http = wire.Client(base_url, auth=(username, password))

    def pages(self, path: str, **query: Any) -> Iterator[Row]:
        """Yield the rows of a list, following `Link` to its end."""
        target: str | None = path
        got, seen = 0, set[str]()
        while target is not None and target not in seen:
            seen.add(target)
            reply = wire.read(self.http, target, query if target == path else None)
            rows = reply.json()
            yield from wire.rows_of_page(rows, awaited=int(reply.headers.get("total", 0)) - got)
            got += len(rows)
            target = reply.links.get("next")

    def shrinking(self, path: str, **query: Any) -> list[Row]:
        """Return the rows of a list that shrinks while it is read: pages from last to first.

        A row that leaves moves those behind it to the front by one: read from the first page on,
        one would be missed.
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

    def items_with(self, sku: str) -> list[Item]:
        """Return the items that carry exactly this SKU."""
        rows = self.pages("/inventory/search", sku_list=sku)
        return [read_item(row) for row in rows if row["sku"] == sku]

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

    def find_orders(self, number: str) -> list[Row]:
        """Return the orders with this number."""
        found = self.pages("/orders/search", order_number=number)
        return [row for row in found if row["order_number"] == number]

    def order(self, order_id: int) -> Row:
        """Return one order."""
        row: Row = wire.read(self.http, f"/orders/{order_id}").json()
        return row

    def open_orders(self) -> list[Row]:
        """Return every order that is not completely shipped, of any origin."""
        return [row for status in OPEN for row in self.shrinking("/orders", status=status)]

    def change_order(self, customer_id: int, order_id: int, **fields: Any) -> None:
        """Change fields of an order; the others stay as they are."""
        path = f"/customers/{customer_id}/orders/{order_id}"
        wire.write(self.http, path, method="PATCH", json=fields)

    def create_order(
        self, customer_id: int, number: str, *, date: str, lines: Sequence[tuple[int, Fraction]]
    ) -> Row:
        """Create an open order of item ids and counts; the caller has searched for its number."""
        body = {
            "order_number": number,
            "order_date": date,
            "status": OPENED,
            "order_items_attributes": [
                {"inventory_id": item_id, "count": plain(count)} for item_id, count in lines
            ],
        }
        row: Row = wire.write(self.http, f"/customers/{customer_id}/orders", json=body)
        return row

    def shipments(self, customer_id: int, order_id: int) -> Iterator[Row]:
        """Yield the shipments of an order so far."""
        return self.pages(f"/customers/{customer_id}/orders/{order_id}/shipments")

    def all_shipments(self) -> Iterator[Row]:
        """Yield the shipments of all orders."""
        return self.pages("/shipments")

    def auto_ship(self, customer_id: int, order_id: int) -> None:
        """Pick and ship what is in stock for an order; the caller has read its shipments."""
        path = f"/customers/{customer_id}/orders/{order_id}/auto_ship"
        wire.write(self.http, path, json={"delivery_method": DELIVERY_METHOD})
