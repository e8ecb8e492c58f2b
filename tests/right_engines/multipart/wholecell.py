"""The desk of WholeCell: serialized units, sales orders."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any

from .desk import NONE, Desk, Doc, Goods, Request, add, name_of
from .service import LostError, Row


class WholeCell(Desk):
    """Serialized units, sales orders; people ship."""

    search = ("/sales_orders", "transaction_number")
    one = "/sales_orders/"

    def rows(self, path: str, **query: Any) -> list[Row]:
        """Pages as many as the answer says."""
        rows: dict[Any, Row] = {}
        page = pages = 1
        while page <= pages:
            answer = self.service.get(path, page=page, **query)
            rows.update((row.get("id", row.get("sku")), row) for row in answer["data"])
            page, pages = page + 1, answer["pages"]
        return list(rows.values())

    def refresh(self) -> None:
        """Sales orders, then levels."""
        self.known: dict[str, Goods] = {}
        self.take(self.rows("/sales_orders"))
        rows = self.rows("/stock_levels", **{"inventory_statuses[]": "Available"})
        self.levels = {row["sku"]: Fraction(row["available"]) for row in rows}

    @staticmethod
    def variation(item: Row) -> int:
        """The variation of a line; a line without one is nobody else's good."""
        return (
            int(item["product_variation"]["id"]) if item["product_variation"] else -int(item["id"])
        )

    def doc(self, row: Row) -> Doc:
        """A sales order leaves whole."""
        asked = add((self.variation(item), item["quantity"]) for item in row["items"])
        gone, stands = (
            row["shipped_at"] or "",
            row["status"] != "Canceled" or bool(row["shipped_at"]),
        )
        return Doc(row["transaction_number"], stands, asked, dict(asked) if gone else {}, gone, row)

    def meaning(self, sku: str) -> Goods:
        """The variation that units with this SKU have, if it is one."""
        if sku not in self.known:
            kinds = [row["product_variation"] for row in self.rows("/inventories", sku=sku)]
            ids = {kind["id"] for kind in kinds if kind["sku"] == sku}
            self.known[sku] = {ids.pop(): Fraction(1)} if len(ids) == 1 else {}
        return self.known[sku]

    def promise(self, sku: str, unknown: Goods, sure: bool) -> Fraction:
        """The level, less what it leaves out: open orders older than 90 days."""
        if sku not in self.levels:
            units = self.rows("/inventories", sku=sku, status="Available") if sure else []
            if any(unit["order_id"] is None for unit in units):
                raise LostError(f"{sku} has units and no level")
            return NONE
        free = self.levels[sku] - sum(unknown.get(g, NONE) for g in self.known.get(sku, {}))
        edge = parsedate_to_datetime(self.service.date) - timedelta(days=90)
        for doc in self.docs.values():
            old = datetime.fromisoformat(doc.row["created_at"]) < edge
            if old and not doc.out and doc.row["status"] not in ("Canceled", "Draft"):
                for item in doc.row["items"]:
                    if (item["product_variation"] or {}).get("sku") == sku:
                        free -= max(0, item["quantity"] - item["committed_quantity"])
        return free

    def make(self, number: str, order: Row, goods: Goods) -> Request:
        """The request that makes a document."""
        lines = [{"product_variation_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"transaction_number": number, "customer": name_of(order) or "Customer"}
        return "POST", "/sales_orders", body | {"items": lines}

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """The status; units that no line can hold any more; the whole list of lines."""
        path = f"/sales_orders/{doc.row['id']}"
        if target is None:
            return [("PATCH", path, {"status": "Canceled"})]
        rest, lines, units = dict(target), [], []
        for item in doc.row["items"]:
            n = int(rest.pop(self.variation(item), NONE))
            held = [u for u in doc.row["inventories"] if u["order_item_id"] == item["id"]]
            units += [{"hex_id": unit["hex_id"]} for unit in held[:n]]
            lines += [{"id": item["id"], "quantity": n}] if n else []
        lines += [{"product_variation_id": good, "quantity": int(n)} for good, n in rest.items()]
        steps: list[Request] = [] if doc.stands else [("PATCH", path, {"status": "New"})]
        if len(units) < len(doc.row["inventories"]):
            steps.append(("PATCH", path, {"inventories": units}))
        return [*steps, ("PATCH", path, {"items": lines})]
