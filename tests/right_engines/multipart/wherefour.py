"""The desk of Wherefour: lots, customers, orders, auto-ship."""

import os
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .desk import NONE, Desk, Doc, Goods, Request, add, name_of
from .service import LostError, Row


class Wherefour(Desk):
    """Lots, customers, orders, auto-ship."""

    search = ("/orders/search", "order_number")

    def rows(self, path: str, **query: Any) -> list[Row]:
        """Pages as long as Link announces one; fewer rows than Total are no answer."""
        rows: dict[int, Row] = {}
        page, more = 1, True
        while more:
            part, headers = self.service.ask("GET", path, query | {"page": page, "per_page": 100})
            rows.update((row["id"], row) for row in part)
            page, more = page + 1, 'rel="next"' in headers.get("Link", "")
        if len(rows) < int(headers.get("Total", 0)):
            raise LostError(f"{path} is short")
        return list(rows.values())

    def refresh(self) -> None:
        """Items, shipments, orders; lots when they are needed."""
        self.items = {row["id"]: row for row in self.rows("/inventory")}
        self.shipments = self.rows("/shipments")
        self.shelf: Goods = {}
        self.take(self.rows("/orders"))

    def find(self, number: str) -> list[Doc]:
        """Search, and read what has left on the orders that are found."""
        rows = self.rows("/orders/search", order_number=number)
        for row in rows:
            path = f"/customers/{row['customer']['id']}/orders/{row['id']}/shipments"
            others = [s for s in self.shipments if s["order_id"] != row["id"]]
            self.shipments = others + self.rows(path)
        self.take(rows)
        return self.of(number)

    def size(self, good: int, unit: str) -> Fraction:
        """Units of use in one unit of order or of picking."""
        item = self.items[good]
        for row in item["conversions"] if item[unit] != item["unit_of_use"] else []:
            if row["unit_of_measurement"] == item[unit]:
                return Fraction(row["to_count"]) / Fraction(row["from_count"])
        return Fraction(1)

    def shipped(self, row: Row) -> Iterator[tuple[int, Fraction]]:
        """Goods that have left on an order, in units of order; shipments tell them by name."""
        named = {line["inventory"]["name"]: line["inventory_id"] for line in row["order_items"]}
        for shipment in (s for s in self.shipments if s["order_id"] == row["id"]):
            for part in shipment["shipment_items"]:
                good = named.get(part["inventory_name"], -1)
                pick = order = Fraction(1)
                if good in self.items:
                    pick = self.size(good, "unit_of_pick_and_ship")
                    order = self.size(good, "unit_of_order")
                yield good, Fraction(part["count"]) * pick / order

    def doc(self, row: Row) -> Doc:
        """An order and its shipments."""
        asked = add((line["inventory_id"], line["count"]) for line in row["order_items"])
        last = max(
            (s["ship_date"] for s in self.shipments if s["order_id"] == row["id"]), default=""
        )
        stands = row["status"] != "canceled"
        return Doc(row["order_number"], stands, asked, add(self.shipped(row)), last, row)

    def meaning(self, sku: str, sure: bool = True) -> Goods:
        """The one item in use that has the SKU, or nothing."""
        if sure and sku not in {item["sku"] for item in self.items.values()}:
            self.items |= {row["id"]: row for row in self.rows("/inventory/search", sku_list=sku)}
        found = [i for i, row in self.items.items() if row["sku"] == sku and not row["retired"]]
        return {found[0]: Fraction(1)} if len(found) == 1 else {}

    def lots(self, good: int) -> Fraction:
        """What auto-ship may take of an item; less than what is on hand must have a reason."""
        item = self.items.get(good)
        if item is None or item["retired"] or item["pull_strategy"] == "Hand Pick":
            return NONE
        if good in self.shelf:
            return self.shelf[good]
        for _ in range(2):
            rows = self.rows(f"/inventory/{good}/stocks")
            if sum(Fraction(row["count"]) for row in rows) >= Fraction(item["on_hand"]):
                fit = [
                    Fraction(row["count"])
                    for row in rows
                    if row["status"] == "active"
                    and (not row["location"] or row["location"]["allowed_for_pick_and_ship"])
                ]
                self.shelf[good] = sum(fit, NONE) / self.size(good, "unit_of_order")
                return self.shelf[good]
            for row in self.rows("/inventory/search", sku_list=item["sku"]):
                item = row if row["id"] == good else item
        raise LostError(f"lots of {item['sku']} are missing")

    def promise(self, sku: str, unknown: Goods, sure: bool) -> Fraction:
        """Lots, less what open orders still take."""
        for good in self.meaning(sku, sure):
            words = ("pending", "open", "partially shipped", "on hold")
            docs = [doc for doc in self.docs.values() if doc.row["status"] in words]
            owed = sum((doc.rest().get(good, NONE) for doc in docs), NONE)
            return self.lots(good) - owed - unknown.get(good, NONE)
        return NONE

    def make(self, number: str, order: Row, goods: Goods) -> Request:
        """The request that makes a document; its customer is looked up by the shop's mark."""
        person = order.get("customer") or {"id": f"-{order['id']}"}
        mark = f"(R{person['id']})"
        rows = self.rows("/customers/search", display_name=mark)
        ids = [row["id"] for row in rows if row["display_name"].endswith(mark)]
        if not ids:
            name = {"display_name": f"{name_of(person) or name_of(order) or 'Customer'} {mark}"}
            ids = [self.service.send("POST", "/customers", name)["id"]]
        lines = [{"inventory_id": good, "count": float(n)} for good, n in goods.items()]
        body = {"order_number": number, "order_date": os.environ["STOCKTAKE_NOW"][:10]}
        more = {"status": "Open", "order_items_attributes": lines}
        return "POST", f"/customers/{min(ids)}/orders", body | more

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """One PATCH, whatever has to change."""
        path = f"/customers/{doc.row['customer']['id']}/orders/{doc.row['id']}"
        if target is None:
            return [("PATCH", path, {"status": "Canceled"})]
        rest, lines = dict(target), []
        for line in doc.row["order_items"]:
            n = rest.pop(line["inventory_id"], NONE)
            lines.append({"id": line["id"]} | ({"count": float(n)} if n else {"_destroy": True}))
        lines += [{"inventory_id": good, "count": float(n)} for good, n in rest.items()]
        status = {} if doc.stands else {"status": "Open"}
        return [("PATCH", path, status | {"order_items_attributes": lines})]

    def ship(self, doc: Doc) -> None:
        """Auto-ship what a line waits for and a lot has."""
        ready = doc.row["status"] in ("pending", "open", "partially shipped")
        if not ready or not any(self.lots(good) > 0 for good in doc.rest()):
            return
        path = f"/customers/{doc.row['customer']['id']}/orders/{doc.row['id']}/auto_ship"
        try:
            self.service.send("POST", path, {"delivery_method": "UPS Ground"})
        finally:
            self.refresh()
