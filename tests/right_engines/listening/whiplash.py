"""The agent for Whiplash: items, bundles, orders, web hooks."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .agent import NOTHING, Agent, Goods, Paper
from .wire import UnknownError

HOOK_PATH = "hooks/listening-engine"


class Whiplash(Agent):
    """Items and bundles of them."""

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list, until a page brings nothing that is new."""
        rows: dict[int, dict[str, Any]] = {}
        page, fresh = 1, True
        while fresh:
            answer = self.wire.get(path, limit=250, page=page, order_by="id ASC", **query)
            fresh = any(row["id"] not in rows for row in answer)
            rows.update((row["id"], row) for row in answer)
            page += 1
        return list(rows.values())

    def load(self) -> None:
        """Bundles, orders, then items, whose quantities count the orders."""
        self.parts: dict[int, Goods] = defaultdict(dict)
        for part in self.rows("/bundle_items"):
            self.parts[part["bundle_id"]][part["item_id"]] = Fraction(part["quantity"])
        for row in self.rows("/orders"):
            self.file(row)
        self.items = {row["id"]: row for row in self.rows("/items")}

    def look(self, number: str) -> list[Paper]:
        """Ask for the document of a number."""
        row = self.wire.get(f"/orders/originator/{number}")
        if row:
            self.file(row)
        return self.named(number)

    def paper(self, row: dict[str, Any]) -> Paper:
        """An order; it leaves whole."""
        left = row["shipped_on"] if row["status"] >= 300 else None
        stands = row["status"] not in (40, 45)
        paper = Paper(row["id"], row["originator_id"] or "", stands, row, left or "")
        for line in row["order_items"]:
            if not line["packaging"]:
                paper.asked[line["item_id"]] += line["quantity"]
        paper.out.update(paper.asked if left else {})
        return paper

    def goods(self, sku: str) -> Goods:
        """The item that alone has this SKU; of a bundle its parts."""
        if all(row["sku"] != sku for row in self.items.values()):
            self.items |= {row["id"]: row for row in self.wire.get("/items/sku", sku=sku)}
        ids = [i for i, row in self.items.items() if row["sku"] == sku]
        if len(ids) != 1:
            return {}
        if not self.items[ids[0]]["is_bundle"]:
            return {ids[0]: Fraction(1)}
        holds = [self.quantity(good) // n for good, n in self.parts[ids[0]].items()]
        if not holds or max(0, min(holds)) != max(0, self.items[ids[0]]["quantity"]):
            raise UnknownError(f"the parts of {sku} do not explain its quantity")
        return self.parts[ids[0]]

    def quantity(self, good: int) -> int:
        """How many of an item can be promised, also of one that the list misses."""
        if good not in self.items:
            self.items[good] = self.wire.get(f"/items/{good}")
        return int(self.items[good]["quantity"])

    def free(self, sku: str, unknown: Goods, sure: bool) -> Fraction | None:
        """The scarcest part, less what orders without a document want of it."""
        if not sure and all(row["sku"] != sku for row in self.items.values()):
            return None
        free = []
        for good, n in self.goods(sku).items():
            free.append((self.quantity(good) - unknown.get(good, NOTHING)) / n)
        return min(free, default=NOTHING)

    def create(self, number: str, order: dict[str, Any], name: str, goods: Goods) -> Paper:
        """An order."""
        lines = [{"item_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"originator_id": number, "shipping_name": name, "order_items": lines}
        return self.file(self.wire.call("POST", "/orders", json=body)[0])

    def edit(self, paper: Paper, goods: Goods) -> Paper:
        """Lines that are new, that change, that go: one request each."""
        rest, gone = dict(goods), []
        for good in goods.keys() - paper.asked.keys():
            line = {"order_id": paper.id, "item_id": good, "quantity": int(rest.pop(good))}
            self.wire.call("POST", "/order_items", json=line)
        for line in (line for line in paper.row["order_items"] if not line["packaging"]):
            n = int(rest.pop(line["item_id"], NOTHING))
            if not n:
                gone.append(line["id"])
            elif n != line["quantity"]:
                self.wire.call("PUT", f"/order_items/{line['id']}", json={"quantity": n})
        for line_id in gone:
            self.wire.call("DELETE", f"/order_items/{line_id}")
        return self.file(self.wire.get(f"/orders/{paper.id}"))

    def cancel(self, paper: Paper) -> Paper:
        """Call off."""
        self.wire.call("PUT", f"/orders/{paper.id}/cancel")
        return self.file(self.wire.get(f"/orders/{paper.id}"))

    def reopen(self, paper: Paper) -> Paper:
        """Take up again."""
        self.wire.call("PUT", f"/orders/{paper.id}/uncancel")
        return self.file(self.wire.get(f"/orders/{paper.id}"))

    def hook(self, address: str) -> None:
        """Be told of shipments at this address, and at no former one of ours."""
        for row in self.rows("/web_hooks"):
            if row["url"].endswith(HOOK_PATH):
                if row["url"] == address and row["active"]:
                    return
                self.wire.call("DELETE", f"/web_hooks/{row['id']}")
        body = {"url": address, "format": "json", "event_name": "order.shipped"}
        self.wire.call("POST", "/web_hooks", json=body)
