"""Whiplash: items, bundles, orders."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .api import TroubleError
from .documents import Doc, House, Order, Row, Sums


class Whiplash(House):
    """Counts documents itself; bundles are broken into parts when an order is made."""

    def all(self, path: str) -> Iterator[Any]:
        """All rows of a list, by id, until a page brings nothing new."""
        seen: set[int] = set()
        for page in range(1, 10000):
            rows = self.api.get(path, limit=250, page=page, order_by="id ASC")
            fresh = [r for r in rows if r["id"] not in seen]
            if not fresh:
                return
            seen |= {r["id"] for r in fresh}
            yield from fresh

    def read(self) -> None:
        """Read all items, what bundles are made of, and all orders."""
        self.items = {i["id"]: i for i in self.all("/items")}
        self.kits, self.goods, self.docs = defaultdict(dict), defaultdict(list), defaultdict(list)
        for row in self.all("/bundle_items"):
            self.kits[row["bundle_id"]][row["item_id"]] = Fraction(row["quantity"])
        self.kits = dict(self.kits)
        for item in self.items.values():
            self.goods[item["sku"]].append(item["id"])
        for raw in self.all("/orders"):
            self.docs[raw["originator_id"]].append(self.doc(raw))

    def doc(self, raw: Row) -> Doc:
        """An order; it leaves as a whole, and packaging is nothing that anybody ordered."""
        rows = [r for r in raw["order_items"] if not r["packaging"]]
        lines = [(r["id"], r["item_id"], Fraction(r["quantity"])) for r in rows]
        out: Sums = defaultdict(Fraction)
        for _, good, count in lines if raw["status"] >= 300 and raw["shipped_on"] else []:
            out[good] += count
        doc = Doc(raw, lines, out, raw["public_note"])
        doc.dead, doc.owes, doc.when = raw["status"] in (40, 45), False, raw["shipped_on"] or ""
        return doc

    def find(self, ref: str) -> list[Doc]:
        """The document of one number."""
        raw = self.api.get(f"/orders/originator/{ref}")
        return [self.doc(raw)] if raw else []

    def promise(self, good: Any) -> Fraction:
        """The item's own quantity; a part that the list misses is asked for."""
        if good not in self.items:
            self.items[good] = self.api.get(f"/items/{good}")
        return Fraction(self.items[good]["quantity"])

    def ask(self, sku: str) -> None:
        """Ask for one SKU alone."""
        rows = [i for i in self.api.get("/items/sku", sku=sku) if i["sku"] == sku]
        self.items |= {i["id"]: i for i in rows}
        self.goods[sku] = [i["id"] for i in rows]
        if any(i["is_bundle"] and i["id"] not in self.kits for i in rows):
            raise TroubleError(f"nothing says what {sku} is made of")

    def write(self, order: Order, doc: Doc | None, goals: Sums, note: str, step: str = "") -> None:
        """Make an order or change it: taken up first, then its lines, its note.

        Called off it keeps its note: when its order is taken up again, the history tells.
        """
        if doc is None:
            items = [{"item_id": g, "quantity": int(n)} for g, n in goals.items()]
            body = {"originator_id": order.ref, "shipping_name": order.name, "public_note": note}
            self.api.call("POST", "/orders", json={**body, "order_items": items})
            return
        if step == "on":
            self.api.call("PUT", f"/orders/{doc.id}/uncancel")
        for good, count in goals.items():
            ids = [n for n, g, _ in doc.lines if g == good]
            if count and ids:
                self.api.call("PUT", f"/order_items/{ids[0]}", json={"quantity": int(count)})
            elif count:
                line = {"order_id": doc.id, "item_id": good, "quantity": int(count)}
                self.api.call("POST", "/order_items", json=line)
            for old in ids[bool(count) :]:
                self.api.call("DELETE", f"/order_items/{old}")
        if step != "off" and note != (doc.raw["public_note"] or ""):
            self.api.call("PUT", f"/orders/{doc.id}", json={"public_note": note})
        if step == "off":
            self.api.call("PUT", f"/orders/{doc.id}/cancel")
