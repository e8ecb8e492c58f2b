"""Wherefour: lots, customers, orders, auto-ship."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .house import ZERO, Doc, Goods, House
from .wire import ENV, UnsureError


class Wherefour(House):
    """Lots, orders of customers, shipments by auto-ship."""

    def rows(self, path: str, **params: Any) -> list[Any]:
        """All pages of a list; one with fewer rows than it announces is no answer."""
        rows: dict[int, Any] = {}
        page, more = 1, True
        while more:
            what = {"per_page": 100, "page": page} | params
            part, reply = self.wire.send("GET", path, params=what)
            rows.update((row["id"], row) for row in part)
            page, more = page + 1, "next" in reply.links
        if len(rows) < int(reply.headers.get("total", 0)):
            raise UnsureError(f"{path} is short")
        return list(rows.values())

    def open(self) -> None:
        """Read items, shipments and orders."""
        self.items = {row["id"]: row for row in self.rows("/inventory")}
        self.shelves: Goods = {}
        self.parcels: dict[int, list[Any]] = defaultdict(list)
        for parcel in self.rows("/shipments"):
            self.parcels[parcel["order_id"]].append(parcel)
        self.keep(*self.rows("/orders"))

    def find(self, number: str) -> None:
        """Search for documents, and read what has left of them."""
        for row in self.rows("/orders/search", order_number=number):
            path = f"/customers/{row['customer']['id']}/orders/{row['id']}/shipments"
            self.parcels[row["id"]] = self.rows(path)
            self.keep(row)

    def unit(self, good: int, kind: str) -> Fraction:
        """How many units of use make one unit of ordering or of picking."""
        item = self.items.get(good, {})
        for row in item.get("conversions") or []:
            if row["unit_of_measurement"] == item[kind] != item["unit_of_use"]:
                return Fraction(row["to_count"]) / Fraction(row["from_count"])
        return Fraction(1)

    def doc(self, row: Any) -> Doc:
        """An order with its parcels, whose rows know their goods by name."""
        parcels, names = self.parcels[row["id"]], {}
        last = max((parcel["ship_date"] for parcel in parcels), default="")
        doc = Doc(row, row["order_number"], row["status"] != "canceled", last)
        for line in row["order_items"]:
            doc.asked[line["inventory_id"]] += Fraction(line["count"])
            names[line["name"]] = names[line["inventory"]["name"]] = line["inventory_id"]
        for part in (part for parcel in parcels for part in parcel["shipment_items"]):
            good = names.get(part["inventory_name"], -1)
            size = self.unit(good, "unit_of_pick_and_ship") / self.unit(good, "unit_of_order")
            doc.out[good] += Fraction(part["count"]) * size
        return doc

    def recipe(self, sku: str, ask: bool = True) -> Goods:
        """The one item in use with this SKU, else nothing; where the list has none we search."""
        if ask and not any(item["sku"] == sku for item in self.items.values()):
            found = self.rows("/inventory/search", sku_list=sku)
            self.items.update((row["id"], row) for row in found)
        ids = [i for i, row in self.items.items() if row["sku"] == sku and not row["retired"]]
        return {ids[0]: Fraction(1)} if len(ids) == 1 else {}

    def shelf(self, good: int) -> Fraction:
        """What auto-ship can take, in units of order; lots that miss some of on_hand: no answer."""
        item = self.items.get(good, {"pull_strategy": "Hand Pick"})
        if item["pull_strategy"] == "Hand Pick" or item["retired"]:
            return ZERO
        for again in (True, False):
            if good in self.shelves:
                break
            lots = self.rows(f"/inventory/{good}/stocks")
            if sum(Fraction(lot["count"]) for lot in lots) >= Fraction(item["on_hand"]):
                fit = [lot for lot in lots if lot["status"] == "active"]
                fit = [x for x in fit if (x["location"] or {}).get("allowed_for_pick_and_ship", 1)]
                self.shelves[good] = sum((Fraction(lot["count"]) for lot in fit), ZERO)
            elif again:
                found = self.rows("/inventory/search", sku_list=item["sku"])
                item = next((row for row in found if row["id"] == good), item)
            else:
                raise UnsureError(f"the lots of {item['sku']} are fewer than what is on hand")
        return self.shelves[good] / self.unit(good, "unit_of_order")

    def promise(self, sku: str, unknown: Goods, shown: bool) -> Fraction:
        """The shelf, less what open orders of anybody still wait for."""
        for good in self.recipe(sku, shown):
            free = self.shelf(good) - unknown.get(good, 0)
            for doc in self.docs.values():
                if doc.row["status"] in ("pending", "open", "partially shipped", "on hold"):
                    free -= max(ZERO, doc.asked.get(good, ZERO) - doc.out.get(good, ZERO))
            return free
        return ZERO

    def make(self, number: str, order: Any, name: str, goods: Goods) -> None:
        """Post an order for the customer with the shop's mark, the oldest where two have it."""
        mark = f"(R{order.get('customer', {}).get('id') or 'order ' + str(order['id'])})"
        found = self.rows("/customers/search", display_name=mark)
        ids = [row["id"] for row in found if row["display_name"].endswith(mark)]
        if not ids:
            ids = [self.wire.put("POST", "/customers", display_name=f"{name} {mark}")["id"]]
        lines = [{"inventory_id": good, "count": float(n)} for good, n in goods.items()]
        body: dict[str, Any] = {
            "order_number": number,
            "order_date": ENV["STOCKTAKE_NOW"][:10],
            "status": "open",
        }
        body["order_items_attributes"] = lines
        self.keep(self.wire.put("POST", f"/customers/{min(ids)}/orders", **body))

    def path(self, doc: Doc) -> str:
        """Where a document is changed."""
        return f"/customers/{doc.row['customer']['id']}/orders/{doc.id}"

    def change(self, doc: Doc, goods: Goods) -> None:
        """Counts and new lines first, then the lines that go."""
        rest, more, gone = dict(goods), [], []
        for line in doc.row["order_items"]:
            count = rest.pop(line["inventory_id"], ZERO)
            if not count:
                gone.append({"id": line["id"], "_destroy": True})
            elif count != Fraction(line["count"]):
                more.append({"id": line["id"], "count": float(count)})
        more += [{"inventory_id": g, "count": float(n)} for g, n in rest.items() if n]
        for part in (part for part in (more, gone) if part):
            self.keep(self.wire.put("PATCH", self.path(doc), order_items_attributes=part))

    def turn(self, doc: Doc, on: bool) -> None:
        """Take a document up again, or call it off: a note, then the status."""
        if not on:
            self.wire.put("PATCH", self.path(doc), internal_notes="Called off by the shop")
        status = "open" if on else "canceled"
        self.keep(self.wire.put("PATCH", self.path(doc), status=status))

    def ship(self, doc: Doc) -> None:
        """Let auto-ship take what there is, if a line waits for something that there is."""
        waits = [good for good, n in doc.asked.items() if n > doc.out.get(good, 0)]
        ready = doc.row["status"] in ("pending", "open", "partially shipped")
        if ready and any(self.shelf(good) > 0 for good in waits):
            try:
                path = self.path(doc)
                self.wire.put("POST", path + "/auto_ship", delivery_method="UPS Ground")
            finally:
                self.items = {row["id"]: row for row in self.rows("/inventory")}
                self.shelves.clear()
                self.parcels[doc.id] = self.rows(path + "/shipments")
                self.keep(self.wire.get(f"/orders/{doc.id}"))
