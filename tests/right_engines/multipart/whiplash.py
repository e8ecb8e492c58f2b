"""The desk of Whiplash: items, bundles, orders."""

from fractions import Fraction
from typing import Any

from .desk import NONE, Desk, Doc, Goods, Request, add, name_of
from .service import LostError, Row


class Whiplash(Desk):
    """Items, bundles, orders; people ship."""

    search = ("/orders", "originator_id")

    def rows(self, path: str, **query: Any) -> list[Row]:
        """Pages until one brings nothing new."""
        rows: dict[int, Row] = {}
        page, seen = 1, -1
        while len(rows) > seen:
            seen = len(rows)
            part = self.service.get(path, page=page, limit=250, order_by="id", **query)
            rows.update((row["id"], row) for row in part)
            page += 1
        return list(rows.values())

    def refresh(self) -> None:
        """Parts of bundles, orders, then items."""
        self.parts = self.rows("/bundle_items")
        self.take(self.rows("/orders"))
        self.items = {row["id"]: row for row in self.rows("/items")}

    def find(self, number: str) -> list[Doc]:
        """By the shop's number; null where there is none."""
        row = self.service.get(f"/orders/originator/{number}")
        self.take([row] if row else [])
        return self.of(number)

    def doc(self, row: Row) -> Doc:
        """An order leaves whole."""
        lines = [line for line in row["order_items"] if not line["packaging"]]
        asked = add((line["item_id"], line["quantity"]) for line in lines)
        gone = (row["shipped_on"] or "") if row["status"] >= 300 else ""
        stands = row["status"] not in (40, 45)
        return Doc(
            row["originator_id"] or "", stands, asked, dict(asked) if gone else {}, gone, row
        )

    def meaning(self, sku: str, sure: bool = True) -> Goods:
        """The one item with the SKU, or the parts of the one bundle."""
        if sure and sku not in {item["sku"] for item in self.items.values()}:
            self.items |= {row["id"]: row for row in self.service.get("/items/sku", sku=sku)}
        found = [row for row in self.items.values() if row["sku"] == sku]
        if len(found) != 1 or not found[0]["is_bundle"]:
            return {row["id"]: Fraction(1) for row in found} if len(found) == 1 else {}
        parts = [part for part in self.parts if part["bundle_id"] == found[0]["id"]]
        means = {part["item_id"]: Fraction(part["quantity"]) for part in parts}
        holds = min((self.quantity(good) // n for good, n in means.items()), default=None)
        if holds is None or max(0, holds) != max(0, found[0]["quantity"]):
            raise LostError(f"the parts of {sku} do not explain its quantity")
        return means

    def quantity(self, good: int) -> int:
        """How many of an item can be promised, whether the list has it or not."""
        if good not in self.items:
            self.items[good] = self.service.get(f"/items/{good}")
        return int(self.items[good]["quantity"])

    def promise(self, sku: str, unknown: Goods, sure: bool) -> Fraction:
        """The part that runs out first."""
        means = self.meaning(sku, sure)
        free = ((self.quantity(good) - unknown.get(good, NONE)) / n for good, n in means.items())
        return min(free, default=NONE)

    def make(self, number: str, order: Row, goods: Goods) -> Request:
        """The request that makes a document."""
        lines = [{"item_id": good, "quantity": int(n)} for good, n in goods.items()]
        who = {"originator_id": number, "shipping_name": name_of(order) or "Customer"}
        return "POST", "/orders", who | {"order_items": lines}

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """Take up; add, change, remove lines, each in a request of its own."""
        path = f"/orders/{doc.row['id']}"
        if target is None:
            return [("PUT", path + "/cancel", None)]
        steps: list[Request] = [] if doc.stands else [("PUT", path + "/uncancel", None)]
        for good in target.keys() - doc.asked.keys():
            line = {"order_id": doc.row["id"], "item_id": good, "quantity": int(target[good])}
            steps.append(("POST", "/order_items", line))
        rest, gone = dict(target), []
        for line in doc.row["order_items"]:
            n = int(rest.pop(line["item_id"], NONE))
            if n and n != line["quantity"]:
                steps.append(("PUT", f"/order_items/{line['id']}", {"quantity": n}))
            elif not n and not line["packaging"]:
                gone.append(line["id"])
        return [*steps, *(("DELETE", f"/order_items/{line}", None) for line in gone)]
