"""The agent for WholeCell: units, sales orders, levels."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any

from .agent import NOTHING, Agent, Goods, Paper
from .wire import UnknownError


class WholeCell(Agent):
    """Units, sales orders, levels."""

    one = "/sales_orders/"

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list of `pages` pages."""
        rows: dict[Any, dict[str, Any]] = {}
        page, pages = 1, 1
        while page <= pages:
            answer, reply = self.wire.call("GET", path, params=query | {"page": page})
            rows.update((row["id"] if "id" in row else row["sku"], row) for row in answer["data"])
            page, pages = page + 1, answer["pages"]
        self.now = parsedate_to_datetime(reply.headers["date"])
        return list(rows.values())

    def load(self) -> None:
        """Orders first, then levels, which count them."""
        self.known: dict[str, Goods] = {}
        for row in self.rows("/sales_orders"):
            self.file(row)
        rows = self.rows("/stock_levels", **{"inventory_statuses[]": "Available"})
        self.levels = {row["sku"]: Fraction(row["available"]) for row in rows}

    def look(self, number: str) -> list[Paper]:
        """Search for documents of a number."""
        for row in self.rows("/sales_orders", transaction_number=number):
            self.file(row)
        return self.named(number)

    def paper(self, row: dict[str, Any]) -> Paper:
        """A sales order; it leaves whole."""
        stands = row["status"] != "Canceled" or bool(row["shipped_at"])
        paper = Paper(
            row["id"], row["transaction_number"] or "", stands, row, row["shipped_at"] or ""
        )
        for item in row["items"]:
            paper.asked[self.good(item)] += item["quantity"]
        paper.out.update(paper.asked if paper.left_at else {})
        return paper

    def good(self, item: dict[str, Any]) -> int:
        """The variation, or the line itself where there is none."""
        return int(item["product_variation"]["id"] if item["product_variation"] else -item["id"])

    def goods(self, sku: str) -> Goods:
        """The variation that alone has units with this SKU."""
        if sku not in self.known:
            kinds = [row["product_variation"] for row in self.rows("/inventories", sku=sku)]
            ids = {kind["id"] for kind in kinds if kind["sku"] == sku}
            self.known[sku] = dict.fromkeys(ids, Fraction(1)) if len(ids) == 1 else {}
        return self.known[sku]

    def free(self, sku: str, unknown: Goods, sure: bool) -> Fraction | None:
        """The level; it forgets open orders after 90 days."""
        if sku not in self.levels:
            rows = self.rows("/inventories", sku=sku, status="Available") if sure else []
            if any(row["order_id"] is None for row in rows):
                raise UnknownError(f"{sku} has units but no level")
            return NOTHING if sure else None
        free = self.levels[sku]
        free -= sum((unknown.get(good, NOTHING) for good in self.known.get(sku, {})), NOTHING)
        for row in (paper.row for paper in self.every() if paper.stands and not paper.out):
            if self.now - datetime.fromisoformat(row["created_at"]) > timedelta(days=90):
                for item in row["items"] if row["status"] != "Draft" else []:
                    if (item["product_variation"] or {}).get("sku") == sku:
                        free -= max(0, item["quantity"] - item["committed_quantity"])
        return free

    def create(self, number: str, order: dict[str, Any], name: str, goods: Goods) -> Paper:
        """A sales order."""
        lines = [{"product_variation_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"transaction_number": number, "customer": {"name": name}, "items": lines}
        return self.file(self.wire.call("POST", "/sales_orders", json=body)[0])

    def patch(self, paper: Paper, **body: Any) -> Paper:
        """Change fields of an order."""
        return self.file(self.wire.call("PATCH", f"/sales_orders/{paper.id}", json=body)[0])

    def edit(self, paper: Paper, goods: Goods) -> Paper:
        """The whole list of lines, after the units were released that would be too many."""
        rest, lines, keep = dict(goods), [], []
        for item in paper.row["items"]:
            n = int(rest.pop(self.good(item), NOTHING))
            units = [
                x["hex_id"] for x in paper.row["inventories"] if x["order_item_id"] == item["id"]
            ]
            keep += units[:n]
            lines += [{"id": item["id"], "quantity": n}] if n else []
        if len(keep) < len(paper.row["inventories"]):
            self.patch(paper, inventories=[{"hex_id": unit} for unit in keep])
        lines += [{"product_variation_id": good, "quantity": int(n)} for good, n in rest.items()]
        return self.patch(paper, items=lines)

    def cancel(self, paper: Paper) -> Paper:
        """Call off, and give the units back."""
        return self.patch(paper, status="Canceled", inventories=[])

    def reopen(self, paper: Paper) -> Paper:
        """Take up again."""
        return self.patch(paper, status="New")
