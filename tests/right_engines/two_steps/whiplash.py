"""Whiplash: items, bundles, orders."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .house import ZERO, Doc, Goods, House
from .wire import UnsureError


class Whiplash(House):
    """Items and bundles of them; people ship."""

    def rows(self, path: str) -> list[Any]:
        """A list, until a page brings nothing new."""
        rows: dict[int, Any] = {}
        page, before = 0, -1
        while len(rows) > before:
            page, before = page + 1, len(rows)
            part = self.wire.get(path, limit=250, page=page, order_by="id")
            rows.update((row["id"], row) for row in part)
        return list(rows.values())

    def open(self) -> None:
        """Read items, parts of bundles and orders."""
        self.items = {row["id"]: row for row in self.rows("/items")}
        self.parts: dict[int, Goods] = defaultdict(dict)
        for part in self.rows("/bundle_items"):
            self.parts[part["bundle_id"]][part["item_id"]] = Fraction(part["quantity"])
        self.keep(*self.rows("/orders"))

    def find(self, number: str) -> None:
        """Ask for the document; it is null where there is none."""
        self.keep(*filter(None, [self.wire.get(f"/orders/originator/{number}")]))

    def doc(self, row: Any) -> Doc:
        """An order; it leaves whole."""
        last = (row["shipped_on"] or "") if row["status"] >= 300 else ""
        doc = Doc(row, row["originator_id"], row["status"] not in (40, 45), last)
        for line in row["order_items"]:
            if not line["packaging"]:
                doc.asked[line["item_id"]] += line["quantity"]
        doc.out.update(doc.asked if last else {})
        return doc

    def recipe(self, sku: str, ask: bool = True) -> Goods:
        """The one item with this SKU, or the parts of the one bundle; else nothing."""
        if ask and not any(item["sku"] == sku for item in self.items.values()):
            self.items.update((row["id"], row) for row in self.wire.get("/items/sku", sku=sku))
        ids = [i for i, row in self.items.items() if row["sku"] == sku]
        if len(ids) != 1:
            return {}
        if not self.items[ids[0]]["is_bundle"]:
            return {ids[0]: Fraction(1)}
        holds = [self.quantity(good) // n for good, n in self.parts[ids[0]].items()]
        if not holds or max(0, min(holds)) != max(0, self.items[ids[0]]["quantity"]):
            raise UnsureError(f"the parts of {sku} do not explain its quantity")
        return self.parts[ids[0]]

    def quantity(self, good: int) -> int:
        """How many of an item can be promised, also where the list misses it."""
        if good not in self.items:
            self.items[good] = self.wire.get(f"/items/{good}")
        return int(self.items[good]["quantity"])

    def promise(self, sku: str, unknown: Goods, shown: bool) -> Fraction:
        """What each part still gives after the orders that have no document; the least counts."""
        free = [ZERO]
        for good, n in self.recipe(sku, shown).items():
            free += [(self.quantity(good) - unknown.get(good, ZERO)) / n]
        return min(free[1:] or free)

    def make(self, number: str, order: Any, name: str, goods: Goods) -> None:
        """Post an order."""
        lines = [{"item_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"originator_id": number, "shipping_name": name, "order_items": lines}
        self.keep(self.wire.put("POST", "/orders", **body))

    def change(self, doc: Doc, goods: Goods) -> None:
        """New lines, then counts, then the lines that go, each in a request of its own."""
        rest, gone = dict(goods), []
        lines = [line for line in doc.row["order_items"] if not line["packaging"]]
        for good in set(goods) - set(doc.asked):
            self.wire.put(
                "POST", "/order_items", order_id=doc.id, item_id=good, quantity=int(rest.pop(good))
            )
        for line in lines:
            count = int(rest.pop(line["item_id"], ZERO))
            gone += [] if count else [line["id"]]
            if count and count != line["quantity"]:
                self.wire.put("PUT", f"/order_items/{line['id']}", quantity=count)
        for line_id in gone:
            self.wire.send("DELETE", f"/order_items/{line_id}")
        self.keep(self.wire.get(f"/orders/{doc.id}"))

    def turn(self, doc: Doc, on: bool) -> None:
        """Take a document up again, or call it off: a note, then the status."""
        if not on:
            self.wire.put("PUT", f"/orders/{doc.id}", public_note="Called off by the shop")
        self.wire.send("PUT", f"/orders/{doc.id}/{'uncancel' if on else 'cancel'}")
        self.keep(self.wire.get(f"/orders/{doc.id}"))
