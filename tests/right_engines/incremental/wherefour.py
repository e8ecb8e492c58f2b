"""Wherefour: lots, customers, orders, auto-ship."""

import os
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction as Amount
from typing import Any

from .paper import Goods, Json, Paper
from .settings import NOW, ZONE
from .wire import NotDone, caller


class Wherefour:
    """Lots by pull strategy; the engine counts documents, and ships."""

    def __init__(self) -> None:
        who = (os.environ["WHEREFOUR_USERNAME"], os.environ["WHEREFOUR_PASSWORD"])
        self.call = caller(os.environ["WHEREFOUR_BASE_URL"], auth=who)
        self.kits: dict[Any, Goods] = {}

    def rows(self, path: str, **query: Any) -> Iterator[Json]:
        """A list, as far as `Link` goes."""
        page = 0
        while page := page + 1:
            answer = self.call("GET", path, params={**query, "page": page})
            yield from answer.json()
            if 'rel="next"' not in answer.headers.get("link", ""):
                return

    def load(self) -> None:
        """The catalogue and every order."""
        self.items = {row["id"]: row for row in self.rows("/inventory", per_page=100)}
        self.skus: dict[str, list[Any]] = defaultdict(list)
        for row in self.items.values():
            if row["sku"] and not row["retired"]:
                self.skus[row["sku"]].append(row["id"])
        self.lots: Goods = {}
        sent = defaultdict(list)
        for row in self.rows("/shipments", per_page=100):
            sent[row["order_id"]].append(row)
        self.papers: dict[str, list[Paper]] = defaultdict(list)
        self.owed: Goods = defaultdict(Amount)
        for row in self.rows("/orders", per_page=100):
            paper = self.paper(row, sent[row["id"]])
            self.papers[row["order_number"]].append(paper)
            for good, count in paper.asked.items() if paper.owes else ():
                self.owed[good] += max(Amount(0), count - paper.out.get(good, 0))

    def size(self, good: Any, name: str) -> Amount:
        """How many units of use a unit of an item holds."""
        item = self.items.get(good, {"conversions": []})
        for row in item["conversions"]:
            if row["unit_of_measurement"] == item[name] != item["unit_of_use"]:
                return Amount(row["to_count"]) / Amount(row["from_count"])
        return Amount(1)

    def paper(self, row: Json, sent: list[Json]) -> Paper:
        """An order; its shipments speak of names, so they are looked up in its lines."""
        lines = row["order_items"]
        goods = {line["sku"]: line["inventory_id"] for line in lines}
        goods |= {line["inventory"]["name"]: line["inventory_id"] for line in lines}
        goods |= {line["name"]: line["inventory_id"] for line in lines}
        out: Goods = defaultdict(Amount)
        for part in (part for one in sent for part in one["shipment_items"]):
            good = goods.get(part["inventory_name"], goods.get(part["inventory_sku"]))
            ratio = self.size(good, "unit_of_pick_and_ship") / self.size(good, "unit_of_order")
            out[good] += Amount(part["count"]) * ratio
        status = row["status"]
        counts = [(line["id"], line["inventory_id"], Amount(line["count"])) for line in lines]
        owes = status in ("pending", "open", "partially shipped", "on hold")
        when = max((one["ship_date"] for one in sent), default="")
        return Paper(row["id"], row, counts, out, status in ("canceled", "archived"), owes, when)

    def look(self, ref: str) -> list[Paper]:
        """The documents of one reference, now."""
        found = []
        for row in list(self.rows("/orders/search", order_number=ref)):
            path = f"/customers/{row['customer']['id']}/orders/{row['id']}/shipments"
            found.append(self.paper(row, list(self.rows(path))))
        return found

    def free(self, good: Any) -> Amount:
        """What auto-ship could take, in units of order."""
        if good not in self.lots:
            picked = self.items[good]["pull_strategy"] == "Hand Pick"
            rows = [] if picked else list(self.rows(f"/inventory/{good}/stocks"))
            self.seen = sum(Amount(row["count"]) for row in rows if row["status"] != "inactive")
            ready = (
                Amount(row["count"])
                for row in rows
                if row["status"] == "active"
                and (row["location"] or {"allowed_for_pick_and_ship": True})[
                    "allowed_for_pick_and_ship"
                ]
            )
            self.lots[good] = sum(ready, Amount(0)) / self.size(good, "unit_of_order")
        return self.lots[good]

    def promise(self, good: Any) -> Amount:
        """What is free and owed to nobody."""
        return self.free(good) - self.owed[good]

    def sure(self, sku: str) -> None:
        """Ask for one SKU and its lots; fewer of them than on hand are no answer."""
        rows = [row for row in self.rows("/inventory/search", sku_list=sku) if row["sku"] == sku]
        self.skus[sku] = [row["id"] for row in rows if not row["retired"]]
        for row in rows:
            self.items[row["id"]] = row
            self.lots.pop(row["id"], None)
            self.free(row["id"])
            if row["pull_strategy"] != "Hand Pick" and self.seen < Amount(row["on_hand"]):
                raise NotDone(f"{sku}: some lots were not listed")

    def identify(self, sku: str) -> Any:
        """The good of a SKU that one item carries."""
        return self.skus[sku][0]

    def customer(self, order: Json) -> int:
        """The customer with this shopper's mark, or a new one."""
        mark = f"(R{order['customer']})" if order["customer"] else f"(order R{order['id']})"
        for _ in range(2):
            found = list(self.rows("/customers/search", display_name=mark))
            if ids := [row["id"] for row in found if row["display_name"].endswith(mark)]:
                return min(ids)
            body = {"display_name": f"{order['name']} {mark}", "kind": "consumer"}
            try:
                return self.call("POST", "/customers", json=body).json()["id"]
            except NotDone:
                continue
        raise NotDone(f"no customer {mark}")

    def make(self, order: Json, goods: Goods) -> None:
        """A new order."""
        rows = [{"inventory_id": good, "count": float(count)} for good, count in goods.items()]
        body: Json = {"order_number": f"R{order['id']}", "status": "open"}
        body |= {"order_date": f"{NOW.astimezone(ZONE):%Y-%m-%d}", "order_items_attributes": rows}
        self.call("POST", f"/customers/{self.customer(order)}/orders", json=body)

    def patch(self, paper: Paper, **body: Any) -> None:
        """Change an order."""
        owner = paper.raw["customer"]["id"]
        self.call("PATCH", f"/customers/{owner}/orders/{paper.id}", json=body)

    def change(self, paper: Paper, goals: Goods, revive: bool) -> None:
        """Other counts, in one request with the new status."""
        rows: list[Json] = []
        for good, count in goals.items():
            ids = [line for line, mine, _ in paper.lines if mine == good]
            keep = 1 if count else 0
            rows += [{"id": line, "count": float(count)} for line in ids[:keep]]
            rows += [{"id": line, "_destroy": True} for line in ids[keep:]]
            rows += [{"inventory_id": good, "count": float(count)}] if count and not ids else []
        status = {"status": "open"} if revive else {}
        self.patch(paper, order_items_attributes=rows, **status)

    def off(self, paper: Paper) -> None:
        """Call an order off."""
        self.patch(paper, status="canceled")

    def ship(self, paper: Paper) -> bool:
        """Ship what can be shipped; say whether anything was asked of the warehouse."""
        open_ = paper.owes and paper.raw["status"] != "on hold"
        rest = [good for good, count in paper.asked.items() if count > paper.out.get(good, 0)]
        if not open_ or not any(good in self.items and self.free(good) > 0 for good in rest):
            return False
        path = f"/customers/{paper.raw['customer']['id']}/orders/{paper.id}/auto_ship"
        self.lots.clear()
        self.call("POST", path, json={"delivery_method": "UPS Ground"})
        return True
