"""Whiplash: items, bundles, orders."""

import os
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction as Amount
from typing import Any

from .paper import Goods, Json, Paper, total
from .wire import NotDone, caller


class Whiplash:
    """Items in two buildings; people ship."""

    def __init__(self) -> None:
        key = {"X-API-KEY": os.environ["WHIPLASH_API_KEY"]}
        self.call = caller(os.environ["WHIPLASH_BASE_URL"], headers=key)

    def rows(self, path: str) -> Iterator[Json]:
        """A list in the order of ids, until a page brings nothing new."""
        last, page = 0, 0
        while page := page + 1:
            query = {"limit": 250, "page": page, "order_by": "id ASC"}
            rows = [r for r in self.call("GET", path, params=query).json() if r["id"] > last]
            if not rows:
                return
            last = rows[-1]["id"]
            yield from rows

    def load(self) -> None:
        """The items, what bundles consist of, and every order."""
        self.items = {row["id"]: row for row in self.rows("/items")}
        self.skus: dict[str, list[Any]] = defaultdict(list)
        for row in self.items.values():
            self.skus[row["sku"]].append(row["id"])
        self.kits: dict[Any, Goods] = {}
        for row in self.rows("/bundle_items"):
            self.kits.setdefault(row["bundle_id"], {})[row["item_id"]] = Amount(row["quantity"])
        self.papers: dict[str, list[Paper]] = defaultdict(list)
        for row in self.rows("/orders"):
            self.papers[row["originator_id"]].append(self.paper(row))

    def paper(self, row: Json) -> Paper:
        """An order, that leaves whole; its packaging was not ordered."""
        items = [item for item in row["order_items"] if not item["packaging"]]
        lines = [(item["id"], item["item_id"], Amount(item["quantity"])) for item in items]
        gone = row["status"] >= 300 and row["shipped_on"]
        out = total((good, count) for _, good, count in lines) if gone else {}
        return Paper(row["id"], row, lines, out, row["status"] in (40, 45), False, gone or "")

    def look(self, ref: str) -> list[Paper]:
        """The document of one reference, now."""
        row = self.call("GET", f"/orders/originator/{ref}").json()
        return [self.paper(row)] if row else []

    def promise(self, good: Any) -> Amount:
        """The quantity of an item; a part that the list misses is asked for."""
        if good not in self.items:
            self.items[good] = self.call("GET", f"/items/{good}").json()
        return Amount(self.items[good]["quantity"])

    def sure(self, sku: str) -> None:
        """Ask for one SKU."""
        found = self.call("GET", "/items/sku", params={"sku": sku}).json()
        rows = [row for row in found if row["sku"] == sku]
        self.items |= {row["id"]: row for row in rows}
        self.skus[sku] = [row["id"] for row in rows]
        if any(row["is_bundle"] and row["id"] not in self.kits for row in rows):
            raise NotDone(f"{sku}: a bundle without parts")

    def identify(self, sku: str) -> Any:
        """The good of a SKU that one item carries."""
        return self.skus[sku][0]

    def make(self, order: Json, goods: Goods) -> None:
        """A new order."""
        rows = [{"item_id": good, "quantity": int(count)} for good, count in goods.items()]
        body = {"originator_id": f"R{order['id']}", "shipping_name": order["name"]}
        self.call("POST", "/orders", json={**body, "order_items": rows})

    def change(self, paper: Paper, goals: Goods, revive: bool) -> None:
        """Take it up first, for a cancelled order takes no lines; then line by line."""
        if revive:
            self.call("PUT", f"/orders/{paper.id}/uncancel")
        for good, count in goals.items():
            ids = [line for line, mine, _ in paper.lines if mine == good]
            if count and ids:
                self.call("PUT", f"/order_items/{ids[0]}", json={"quantity": int(count)})
            elif count:
                body = {"order_id": paper.id, "item_id": good, "quantity": int(count)}
                self.call("POST", "/order_items", json=body)
            for line in ids[1 if count else 0 :]:
                self.call("DELETE", f"/order_items/{line}")

    def off(self, paper: Paper) -> None:
        """Call an order off."""
        self.call("PUT", f"/orders/{paper.id}/cancel")

    def ship(self, paper: Paper) -> bool:
        """People ship."""
        return False
