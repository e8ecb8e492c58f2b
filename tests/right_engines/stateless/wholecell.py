"""WholeCell: stock levels, units, sales orders."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from .api import TroubleError
from .documents import Doc, House, Order, Row, Sums
from .settings import NOW


class WholeCell(House):
    """Serialized units; its people commit and ship."""

    def all(self, path: str, **query: Any) -> Iterator[Any]:
        """All rows of a list, until `pages`."""
        page, pages = 1, 1
        while page <= pages:
            answer = self.api.get(path, **query, page=page)
            yield from answer["data"]
            page, pages = page + 1, answer["pages"]

    def read(self) -> None:
        """Read all levels and orders; a line of an order tells which variation carries a SKU."""
        levels = self.all("/stock_levels", **{"inventory_statuses[]": "Available"})
        self.levels = {r["sku"]: r for r in levels}
        self.goods, self.docs = {s: [s] for s in self.levels}, defaultdict(list)
        self.stale, self.ids = defaultdict[str, int](int), dict[str, int]()
        for raw in list(self.all("/sales_orders"))[::-1]:
            doc = self.doc(raw)
            self.docs[raw["transaction_number"] or ""].append(doc)
            old = datetime.fromisoformat(raw["created_at"]) < NOW - timedelta(days=90)
            for item in (i for i in raw["items"] if i["product_variation"]):
                kind, rest = (
                    item["product_variation"],
                    item["quantity"] - item["committed_quantity"],
                )
                self.ids[kind["sku"]] = min(kind["id"], self.ids.get(kind["sku"], kind["id"]))
                self.stale[kind["sku"]] += max(0, rest) * (doc.owes and old)

    def one(self, sku: str) -> Any:
        """The variation that an order for a SKU gets, the oldest; the SKU itself while unknown."""
        if sku not in self.ids:
            seen = [u["product_variation"] for u in self.all("/inventories", sku=sku)]
            self.ids |= {sku: min(v["id"] for v in seen if v["sku"] == sku)} if seen else {}
        return self.ids.get(sku, sku)

    def doc(self, raw: Row) -> Doc:
        """An order; it leaves as a whole."""
        kinds = [
            (i["id"], i["product_variation"] or {"id": i["sku"]}, i["quantity"])
            for i in raw["items"]
        ]
        lines = [(n, kind["id"], Fraction(count)) for n, kind, count in kinds]
        out: Sums = defaultdict(Fraction)
        for _, good, count in lines if raw["shipped_at"] else []:
            out[good] += count
        doc = Doc(raw, lines, out, raw["notes"])
        doc.dead = raw["status"] == "Canceled"
        doc.owes = not raw["shipped_at"] and raw["status"] not in ("Canceled", "Shipped", "Draft")
        doc.when = raw["shipped_at"] or ""
        return doc

    def find(self, ref: str) -> list[Doc]:
        """The documents of one number, oldest first."""
        return [self.doc(o) for o in self.all("/sales_orders", transaction_number=ref)][::-1]

    def promise(self, good: Any) -> Fraction:
        """What is available, less what orders older than 90 days await."""
        return Fraction(self.levels[good]["available"] - self.stale[good])

    def ask(self, sku: str) -> None:
        """Count the units of one SKU; a level that says something else is no knowledge."""
        units = [
            u for u in self.all("/inventories", sku=sku) if u["product_variation"]["sku"] == sku
        ]
        free = sum(u["status"] == "Available" and not u["order_id"] for u in units)
        if free != self.levels.get(sku, {"on_hand": 0})["on_hand"]:
            raise TroubleError(f"the level of {sku} is not what its units are")

    def write(self, order: Order, doc: Doc | None, goals: Sums, note: str, step: str = "") -> None:
        """Make an order or change it; units in the way are released before."""
        if doc is None:
            items = [
                {("product_variation_id" if g != str(g) else "sku"): g, "quantity": int(n)}
                for g, n in goals.items()
            ]
            body = {"transaction_number": order.ref, "channel": "RetailCRM", "notes": note}
            self.api.call(
                "POST", "/sales_orders", json={**body, "customer": order.name, "items": items}
            )
            return
        first = {g: n for n, g, _ in reversed(doc.lines)}
        rows = [
            {
                "id": n,
                "quantity": int(goals.get(g, c)) if n == first[g] else 0 if g in goals else int(c),
            }
            for n, g, c in doc.lines
        ]
        rows += [
            {"product_variation_id" if g != str(g) else "sku": g, "quantity": int(n)}
            for g, n in goals.items()
            if g not in first
        ]
        room = {r["id"]: r["quantity"] for r in rows if "id" in r}
        kept = []
        for unit in doc.raw["inventories"]:
            room[unit["order_item_id"]] = room.get(unit["order_item_id"], 1) - 1
            kept += [{"hex_id": unit["hex_id"]}] if room[unit["order_item_id"]] >= 0 else []
        path, body = f"/sales_orders/{doc.id}", Row(notes=note)
        if goals and len(kept) < len(doc.raw["inventories"]):
            self.api.call("PATCH", path, json={"inventories": kept})
        extra: Row = {"items": [r for r in rows if r["quantity"]]} if goals else {}
        extra |= {"status": "New"} if step == "on" else {}
        extra |= {"status": "Canceled", "inventories": []} if step == "off" else {}
        self.api.call("PATCH", path, json=body | extra)
