"""WholeCell: stock levels, units, sales orders."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction as Amount
from typing import Any

from .paper import Goods, Json, Paper, total
from .settings import NOW, PACED
from .wire import NotDone, caller


class WholeCell:
    """Units; people commit and ship them."""

    def __init__(self) -> None:
        who = (os.environ["WHOLECELL_APP_ID"], os.environ["WHOLECELL_APP_SECRET"])
        self.call = caller(os.environ["WHOLECELL_BASE_URL"], 0.55 if PACED else 0, auth=who)
        self.kits: dict[Any, Goods] = {}

    def rows(self, path: str, **query: Any) -> Iterator[Json]:
        """A list, up to `pages`."""
        page, pages = 1, 1
        while page <= pages:
            answer = self.call("GET", path, params={**query, "page": page}).json()
            yield from answer["data"]
            page, pages = page + 1, answer["pages"]

    def load(self) -> None:
        """The stock levels and every order, oldest first."""
        filters = {"inventory_statuses[]": "Available"}
        self.levels = {row["sku"]: row for row in self.rows("/stock_levels", **filters)}
        self.skus: dict[str, list[Any]] = {sku: [sku] for sku in self.levels}
        self.kinds: dict[str, int] = {}
        self.late: Counter[str] = Counter()
        self.papers: dict[str, list[Paper]] = defaultdict(list)
        for row in reversed(list(self.rows("/sales_orders"))):
            paper = self.paper(row)
            self.papers[row["transaction_number"] or ""].append(paper)
            late = NOW - datetime.fromisoformat(row["created_at"]) > timedelta(days=90)
            for item in row["items"]:
                if kind := item["product_variation"]:
                    self.kinds[kind["sku"]] = min(
                        kind["id"], self.kinds.get(kind["sku"], kind["id"])
                    )
                    rest = max(0, item["quantity"] - item["committed_quantity"])
                    self.late[kind["sku"]] += rest if late and paper.owes else 0

    def paper(self, row: Json) -> Paper:
        """An order, that leaves whole."""
        lines = [
            (
                item["id"],
                (item["product_variation"] or {"id": item["sku"]})["id"],
                Amount(item["quantity"]),
            )
            for item in row["items"]
        ]
        gone = row["shipped_at"]
        out = total((good, count) for _, good, count in lines) if gone else {}
        owes = not gone and row["status"] not in ("Canceled", "Shipped", "Draft")
        return Paper(row["id"], row, lines, out, row["status"] == "Canceled", owes, gone or "")

    def look(self, ref: str) -> list[Paper]:
        """The documents of one reference, now."""
        return [self.paper(row) for row in self.rows("/sales_orders", transaction_number=ref)][::-1]

    def promise(self, good: Any) -> Amount:
        """What is available, less what orders over 90 days old still wait for."""
        return Amount(self.levels[good]["available"] - self.late[good])

    def sure(self, sku: str) -> None:
        """Count the units of one SKU; when the level says otherwise, nobody knows."""
        units = list(self.rows("/inventories", sku=sku))
        free = [u for u in units if u["status"] == "Available" and not u["order_id"]]
        if len(free) != self.levels.get(sku, {"on_hand": 0})["on_hand"]:
            raise NotDone(f"{sku}: units and level differ")

    def identify(self, sku: str) -> Any:
        """The oldest variation with a SKU, which an order for it gets; without a unit the SKU."""
        if sku not in self.kinds:
            units = [u["product_variation"]["id"] for u in self.rows("/inventories", sku=sku)]
            self.kinds |= {sku: min(units)} if units else {}
        return self.kinds.get(sku, sku)

    def item(self, good: Any, count: Amount) -> Json:
        """A new item."""
        return {
            "sku" if good == str(good) else "product_variation_id": good,
            "quantity": int(count),
        }

    def make(self, order: Json, goods: Goods) -> None:
        """A new order."""
        body: Json = {"transaction_number": f"R{order['id']}", "customer": order["name"]}
        body |= {"channel": "RetailCRM", "items": [self.item(*pair) for pair in goods.items()]}
        self.call("POST", "/sales_orders", json=body)

    def change(self, paper: Paper, goals: Goods, revive: bool) -> None:
        """Other quantities, the whole list; units in the way are released before."""
        rows, told = [], set()
        for line, good, count in paper.lines:
            new = (goals[good] if good not in told else 0) if good in goals else count
            told.add(good)
            rows += [{"id": line, "quantity": int(new)}] if new else []
        rows += [self.item(g, n) for g, n in goals.items() if n and g not in told]
        room = {row["id"]: row["quantity"] for row in rows if "id" in row}
        kept = []
        for unit in paper.raw["inventories"]:
            line = unit["order_item_id"]
            if line is None or room.get(line, 0) > 0:
                kept.append({"hex_id": unit["hex_id"]})
                room[line] = room.get(line, 0) - 1
        path = f"/sales_orders/{paper.id}"
        if len(kept) < len(paper.raw["inventories"]):
            self.call("PATCH", path, json={"inventories": kept})
        status = {"status": "New"} if revive else {}
        self.call("PATCH", path, json={**status, **({"items": rows} if goals else {})})

    def off(self, paper: Paper) -> None:
        """Call an order off, and release its units."""
        body = {"status": "Canceled", "inventories": []}
        self.call("PATCH", f"/sales_orders/{paper.id}", json=body)

    def ship(self, paper: Paper) -> bool:
        """People ship."""
        return False
