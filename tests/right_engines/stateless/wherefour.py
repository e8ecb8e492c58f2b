"""Wherefour: lots, customers, orders, auto-ship."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .api import TroubleError
from .documents import Doc, House, Order, Row, Sums
from .settings import NOW, ZONE


class Wherefour(House):
    """Counts no documents itself, and ships when it is told to."""

    def all(self, path: str, **query: Any) -> Iterator[Any]:
        """All rows of a list, until `Link` names no next page."""
        for page in range(1, 10000):
            answer = self.api.call("GET", path, params={**query, "page": page})
            yield from answer.json()
            if 'rel="next"' not in answer.headers.get("link", ""):
                return

    def read(self) -> None:
        """Read all items, shipments and orders; lots only when somebody asks for them."""
        self.items = {i["id"]: i for i in self.all("/inventory", per_page=100)}
        self.free: Sums = {}
        self.owed: Sums = defaultdict(Fraction)
        self.goods, self.docs, sent = defaultdict(list), defaultdict(list), defaultdict(list)
        for item in self.items.values():
            if not item["retired"]:
                self.goods[item["sku"]].append(item["id"])
        for row in self.all("/shipments", per_page=100):
            sent[row["order_id"]].append(row)
        for raw in self.all("/orders", per_page=100):
            doc = self.doc(raw, sent[raw["id"]])
            self.docs[raw["order_number"]].append(doc)
            for good, count in doc.asked.items():
                self.owed[good] += max(Fraction(0), count - doc.out.get(good, 0)) * doc.owes

    def unit(self, item: Row, name: str) -> Fraction:
        """How many units of use one such unit is."""
        rows = [r for r in item["conversions"] if r["unit_of_measurement"] == item[name]]
        same = not rows or item[name] == item["unit_of_use"]
        return Fraction(
            1 if same else Fraction(rows[0]["to_count"]) / Fraction(rows[0]["from_count"])
        )

    def doc(self, raw: Row, sent: list[Row]) -> Doc:
        """An order with what has left of it; shipments name goods by their names."""
        rows = raw["order_items"]
        lines = [(r["id"], r["inventory_id"], Fraction(r["count"])) for r in rows]
        known = {r["sku"]: r["inventory_id"] for r in rows}
        known |= {n: r["inventory_id"] for r in rows for n in (r["inventory"]["name"], r["name"])}
        out: Sums = defaultdict(Fraction)
        for row in (r for s in sent for r in s["shipment_items"]):
            good = known.get(row["inventory_name"], known.get(row["inventory_sku"]))
            item = self.items.get(good, {"conversions": [], "unit_of_use": ""})
            names = ("unit_of_pick_and_ship", "unit_of_order") if good in self.items else ()
            units = [self.unit(item, n) for n in names] or [Fraction(1), Fraction(1)]
            out[good] += Fraction(row["count"]) * units[0] / units[1]
        doc = Doc(raw, lines, out, raw["internal_notes"])
        doc.dead = raw["status"] in ("canceled", "archived")
        doc.owes = raw["status"] in ("pending", "open", "partially shipped", "on hold")
        doc.when = max((s["ship_date"] for s in sent), default="")
        return doc

    def find(self, ref: str) -> list[Doc]:
        """The documents of one number, asked for alone."""
        found = list(self.all("/orders/search", order_number=ref))
        path = "/customers/{}/orders/{}/shipments"
        return [
            self.doc(o, list(self.all(path.format(o["customer"]["id"], o["id"])))) for o in found
        ]

    def shelf(self, good: Any, sure: bool = False) -> Fraction:
        """The lots that auto-ship could take, in units of order; fewer than on hand is none."""
        item = self.items[good]
        if good not in self.free or sure:
            lots = (
                list(self.all(f"/inventory/{good}/stocks"))
                if item["pull_strategy"] != "Hand Pick"
                else []
            )
            held = sum(Fraction(r["count"]) for r in lots if r["status"] != "inactive")
            if (
                sure
                and lots is not None
                and held < Fraction(item["on_hand"])
                and item["pull_strategy"] != "Hand Pick"
            ):
                raise TroubleError(f"lots of {item['sku']} are missing")
            ready = [
                r
                for r in lots
                if r["status"] == "active"
                and (not r["location"] or r["location"]["allowed_for_pick_and_ship"])
            ]
            self.free[good] = sum((Fraction(r["count"]) for r in ready), Fraction(0)) / self.unit(
                item, "unit_of_order"
            )
        return self.free[good]

    def promise(self, good: Any) -> Fraction:
        """What lies there and is not owed."""
        return self.shelf(good) - self.owed[good]

    def ask(self, sku: str) -> None:
        """Ask for one SKU alone."""
        rows = [i for i in self.all("/inventory/search", sku_list=sku) if i["sku"] == sku]
        self.items |= {i["id"]: i for i in rows}
        self.goods[sku] = [i["id"] for i in rows if not i["retired"]]
        for good in self.goods[sku]:
            self.shelf(good, sure=True)

    def customer(self, order: Order) -> int:
        """The customer whose display name ends with the mark, made when there is none."""
        shopper = (order.raw.get("customer") or {}).get("id")
        mark = f"(R{shopper})" if shopper else f"(order {order.ref})"
        for again in (False, True):
            rows = self.all("/customers/search", display_name=mark)
            ids = [c["id"] for c in rows if c["display_name"].endswith(mark)]
            if ids:
                return min(ids)
            try:
                body = {"display_name": f"{order.name} {mark}", "kind": "consumer"}
                return self.api.call("POST", "/customers", json=body).json()["id"]
            except TroubleError:
                if again:
                    raise
        raise TroubleError("no customer")

    def write(self, order: Order, doc: Doc | None, goals: Sums, note: str, step: str = "") -> None:
        """Make a document, or give its goods other counts, its status, its note."""
        rows: list[Row] = []
        for good, count in goals.items():
            ids = [n for n, g, _ in doc.lines if g == good] if doc else []
            rows += [{"id": n, "_destroy": True} for n in ids[bool(count) :]]
            if count:
                rows.append(
                    ({"id": ids[0]} if ids else {"inventory_id": good}) | {"count": float(count)}
                )
        body: Row = {"internal_notes": note, "order_items_attributes": rows}
        body |= {"status": {"off": "canceled", "on": "open", "new": "open"}[step]} if step else {}
        if doc:
            owner = doc.raw["customer"]["id"]
            self.api.call("PATCH", f"/customers/{owner}/orders/{doc.id}", json=body)
        else:
            body |= {"order_number": order.ref, "order_date": f"{NOW.astimezone(ZONE):%Y-%m-%d}"}
            self.api.call("POST", f"/customers/{self.customer(order)}/orders", json=body)

    def ship(self, order: Order, doc: Doc) -> Doc:
        """Ship what there is of a document; the answer may be lost, so it is read again."""
        waits = [g for g, n in doc.asked.items() if n > doc.out.get(g, 0) and g in self.items]
        if (
            not doc.owes
            or doc.raw["status"] == "on hold"
            or not any(self.shelf(g) > 0 for g in waits)
        ):
            return doc
        path = f"/customers/{doc.raw['customer']['id']}/orders/{doc.id}/auto_ship"
        self.api.call("POST", path, json={"delivery_method": "UPS Ground"})
        self.free.clear()
        return next(d for d in self.find(order.ref) if d.id == doc.id)
