"""The agent for Wherefour: lots, customers, orders, auto-ship."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .agent import NOTHING, OPEN, Agent, Goods, Paper
from .wire import UnknownError


class Wherefour(Agent):
    """Lots, customers, orders; ships by auto-ship."""

    whole_units = False

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list as far as its links lead; all that it announces, or no answer."""
        rows: dict[int, dict[str, Any]] = {}
        query |= {"page": 1, "per_page": 100}
        while True:
            part, reply = self.wire.call("GET", path, params=query)
            rows.update((row["id"], row) for row in part)
            if "next" not in reply.links:
                break
            query["page"] += 1
        if len(rows) < int(reply.headers.get("total", 0)):
            raise UnknownError(f"{path} is short")
        return list(rows.values())

    def load(self) -> None:
        """Items, shipments, orders."""
        self.items = {row["id"]: row for row in self.rows("/inventory")}
        self.shelves: Goods = {}
        self.parcels: dict[int, list[Any]] = defaultdict(list)
        for row in self.rows("/shipments"):
            self.parcels[row["order_id"]].append(row)
        for row in self.rows("/orders"):
            self.file(row)

    def look(self, number: str) -> list[Paper]:
        """Search for documents of a number."""
        for row in self.rows("/orders/search", order_number=number):
            self.parcels[row["id"]] = self.rows(self.path(row) + "/shipments")
            self.file(row)
        return self.named(number)

    def path(self, row: dict[str, Any]) -> str:
        """The address of an order below its customer."""
        return f"/customers/{row['customer']['id']}/orders/{row['id']}"

    def uses(self, good: int, unit: str) -> Fraction:
        """Units of use in one of the item's other units."""
        item = self.items.get(good, {"conversions": []})
        for row in item["conversions"]:
            if row["unit_of_measurement"] == item[unit] != item["unit_of_use"]:
                return Fraction(row["to_count"]) / Fraction(row["from_count"])
        return Fraction(1)

    def paper(self, row: dict[str, Any]) -> Paper:
        """An order and its shipments, which tell their goods by name."""
        paper = Paper(row["id"], row["order_number"], row["status"] != "canceled", row)
        names = {}
        for line in row["order_items"]:
            names[line["inventory"]["name"]] = line["inventory_id"]
            if Fraction(line["count"]):
                paper.asked[line["inventory_id"]] += Fraction(line["count"])
        for parcel in self.parcels.get(row["id"], []):
            paper.left_at = max(paper.left_at, parcel["ship_date"])
            for part in parcel["shipment_items"]:
                good = names.get(part["inventory_name"], 0)
                units = self.uses(good, "unit_of_pick_and_ship") / self.uses(good, "unit_of_order")
                paper.out[good] += Fraction(part["count"]) * units
        return paper

    def goods(self, sku: str, sure: bool = True) -> Goods:
        """The item in use that alone has this SKU."""
        if sure and all(row["sku"] != sku for row in self.items.values()):
            self.items |= {row["id"]: row for row in self.rows("/inventory/search", sku_list=sku)}
        ids = [i for i, row in self.items.items() if row["sku"] == sku and not row["retired"]]
        return {ids[0]: Fraction(1)} if len(ids) == 1 else {}

    def shelf(self, good: int) -> Fraction:
        """What auto-ship could take, in units of order."""
        item = self.items.get(good)
        if item is None or item["retired"] or item["pull_strategy"] == "Hand Pick":
            return NOTHING
        if good not in self.shelves:
            self.shelves[good] = self.count(item) / self.uses(good, "unit_of_order")
        return self.shelves[good]

    def count(self, item: dict[str, Any]) -> Fraction:
        """Units in lots that may be taken; lots that make less than on_hand are asked again."""
        for _ in range(2):
            lots = self.rows(f"/inventory/{item['id']}/stocks")
            if sum(Fraction(lot["count"]) for lot in lots) >= Fraction(item["on_hand"]):
                lots = [lot for lot in lots if lot["status"] == "active"]
                places = [lot["location"] or {"allowed_for_pick_and_ship": True} for lot in lots]
                pairs = zip(lots, places, strict=True)
                may = [Fraction(x["count"]) for x, at in pairs if at["allowed_for_pick_and_ship"]]
                return sum(may, NOTHING)
            for row in self.rows("/inventory/search", sku_list=item["sku"]):
                item = row if row["id"] == item["id"] else item
        raise UnknownError(f"{item['sku']}: less in lots than on hand")

    def free(self, sku: str, unknown: Goods, sure: bool) -> Fraction | None:
        """What can be promised; None for a SKU not in the list, if nobody must be sure."""
        if not sure and all(row["sku"] != sku for row in self.items.values()):
            return None
        for good in self.goods(sku):
            papers = [paper for paper in self.every() if paper.row["status"] in OPEN]
            owed = sum((paper.waits().get(good, NOTHING) for paper in papers), NOTHING)
            return self.shelf(good) - owed - unknown.get(good, NOTHING)
        return NOTHING

    def create(self, number: str, order: dict[str, Any], name: str, goods: Goods) -> Paper:
        """An order for the customer who has the shop's mark."""
        mark = f"(R{(order.get('customer') or {}).get('id', 'x' + str(order['id']))})"
        rows = self.rows("/customers/search", display_name=mark)
        ids = sorted(row["id"] for row in rows if row["display_name"].endswith(mark))
        if not ids:
            who = {"customer": {"display_name": f"{name} {mark}"}}
            ids = [self.wire.call("POST", "/customers", json=who)[0]["id"]]
        lines = [{"inventory_id": good, "count": float(n)} for good, n in goods.items()]
        body = {"order_number": number, "status": "open", "order_items_attributes": lines}
        body |= {"order_date": order["createdAt"][:10]}
        return self.file(self.wire.call("POST", f"/customers/{ids[0]}/orders", json=body)[0])

    def patch(self, paper: Paper, **body: Any) -> Paper:
        """Change fields of an order."""
        return self.file(self.wire.call("PATCH", self.path(paper.row), json={"order": body})[0])

    def edit(self, paper: Paper, goods: Goods) -> Paper:
        """Only the lines that differ."""
        rest, lines = dict(goods), []
        for line in paper.row["order_items"]:
            n = rest.pop(line["inventory_id"], NOTHING)
            if n != Fraction(line["count"]):
                change = {"count": float(n)} if n else {"_destroy": True}
                lines.append({"id": line["id"]} | change)
        lines += [{"inventory_id": good, "count": float(n)} for good, n in rest.items()]
        return self.patch(paper, order_items_attributes=lines)

    def cancel(self, paper: Paper) -> Paper:
        """Call off."""
        return self.patch(paper, status="canceled")

    def reopen(self, paper: Paper) -> Paper:
        """Take up again."""
        return self.patch(paper, status="open")

    def ship(self, paper: Paper) -> Paper:
        """Ship what waits, if something of it is there; then see what that did."""
        waits = any(self.shelf(good) > 0 for good in paper.waits())
        if waits and paper.row["status"] in OPEN - {"on hold"}:
            try:
                how = {"delivery_method": "UPS Ground"}
                self.wire.call("POST", self.path(paper.row) + "/auto_ship", json=how)
            finally:
                self.items = {row["id"]: row for row in self.rows("/inventory")}
                self.shelves.clear()
                self.look(paper.number)
        return self.papers[paper.number][paper.id]
