"""WholeCell: stock levels, units, sales orders."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any

from .house import ZERO, Doc, Goods, House
from .wire import UnsureError


class WholeCell(House):
    """Units by their serials; people ship."""

    one = "/sales_orders/"

    def rows(self, path: str, **params: Any) -> list[Any]:
        """All pages of a list."""
        rows: dict[Any, Any] = {}
        page, pages = 1, 1
        while page <= pages:
            body, reply = self.wire.send("GET", path, params={"page": page} | params)
            rows.update((row.get("id") or row["sku"], row) for row in body["data"])
            page, pages = page + 1, body["pages"]
        self.now = parsedate_to_datetime(reply.headers["date"])
        return list(rows.values())

    def open(self) -> None:
        """Read the orders; levels and variations are read when they are needed."""
        self.levels: dict[str, int] = {}
        self.known: dict[str, Goods] = {}
        self.keep(*self.rows("/sales_orders"))

    def find(self, number: str) -> None:
        """Search for documents."""
        self.keep(*self.rows("/sales_orders", transaction_number=number))

    @staticmethod
    def good(item: Any) -> int:
        """The variation of a line, below zero where it has none."""
        return int((item["product_variation"] or {}).get("id", -item["id"]))

    def doc(self, row: Any) -> Doc:
        """A sales order; it leaves whole."""
        last = row["shipped_at"] or ""
        doc = Doc(row, row["transaction_number"], row["status"] != "Canceled" or bool(last), last)
        for item in row["items"]:
            doc.asked[self.good(item)] += item["quantity"]
        doc.out.update(doc.asked if last else {})
        return doc

    def recipe(self, sku: str) -> Goods:
        """The one variation whose units have this SKU, else nothing."""
        if sku not in self.known:
            kinds = [unit["product_variation"] for unit in self.rows("/inventories", sku=sku)]
            ids = {kind["id"] for kind in kinds if kind["sku"] == sku}
            self.known[sku] = {ids.pop(): Fraction(1)} if len(ids) == 1 else {}
        return self.known[sku]

    def promise(self, sku: str, unknown: Goods, shown: bool) -> Fraction:
        """The level of what sells, less what levels forget: open orders older than 90 days."""
        if not self.levels:
            sells = {"inventory_statuses[]": "Available"}
            self.levels = {x["sku"]: x["available"] for x in self.rows("/stock_levels", **sells)}
        if shown and sku not in self.levels:
            units = self.rows("/inventories", sku=sku, status="Available")
            if any(unit["order_id"] is None for unit in units):
                raise UnsureError(f"the levels miss {sku}, of which there are units")
        free = Fraction(self.levels.get(sku, 0))
        free -= sum(unknown.get(good, ZERO) for good in self.known.get(sku, {}))
        for row in (doc.row for doc in self.docs.values() if doc.stands and not doc.last):
            if self.now - datetime.fromisoformat(row["created_at"]) > timedelta(days=90):
                for item in row["items"] if row["status"] != "Draft" else []:
                    if (item["product_variation"] or {}).get("sku") == sku:
                        free -= max(0, item["quantity"] - item["committed_quantity"])
        return free

    def make(self, number: str, order: Any, name: str, goods: Goods) -> None:
        """Post a sales order."""
        body = {"transaction_number": number, "customer": name, "items": self.lines(goods)}
        self.keep(self.wire.put("POST", "/sales_orders", **body))

    def lines(self, goods: Goods) -> list[dict[str, int]]:
        """New lines."""
        return [{"product_variation_id": g, "quantity": int(n)} for g, n in goods.items() if n]

    def patch(self, doc: Doc, **body: Any) -> None:
        """Change fields of a document."""
        self.keep(self.wire.put("PATCH", f"/sales_orders/{doc.id}", **body))

    def change(self, doc: Doc, goods: Goods) -> None:
        """Release the units that nothing asks for any more, then send the whole list of lines."""
        rest, lines, units = dict(goods), [], []
        for item in doc.row["items"]:
            count = int(rest.pop(self.good(item), ZERO))
            held = [u for u in doc.row["inventories"] if u["order_item_id"] == item["id"]]
            units += [{"hex_id": unit["hex_id"]} for unit in held[:count]]
            lines += [{"id": item["id"], "quantity": count}] if count else []
        if len(units) < len(doc.row["inventories"]):
            self.patch(doc, inventories=units)
        self.patch(doc, items=lines + self.lines(rest))

    def turn(self, doc: Doc, on: bool) -> None:
        """Take a document up again, or call it off: a note, the units, the status."""
        if not on:
            self.patch(doc, notes="Called off by the shop")
            if doc.row["inventories"]:
                self.patch(doc, inventories=[])
        self.patch(doc, status="New" if on else "Canceled")
