"""A right engine that keeps nothing: each round reads all there is, and makes the world right.

What it has to remember it writes into the note of the warehouse's document: for which offers of the
shop the document asks, and whether the engine itself has called it off. From the documents alone.
"""

import fcntl
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

import httpx

ENV = os.environ
ZONE = ZoneInfo(ENV.get("STOCKTAKE_ZONE") or "America/Los_Angeles")
NOW = datetime.fromisoformat(ENV["STOCKTAKE_NOW"])
FLOWING = ENV.get("STOCKTAKE_CLOCK") == "flowing"
MODULE, MARK = "stateless-sync", "sync: "
FOUR = ("WHEREFOUR_USERNAME", "WHEREFOUR_PASSWORD")
CELL = ("WHOLECELL_APP_ID", "WHOLECELL_APP_SECRET")
Row = dict[str, Any]
Sums = dict[Any, Fraction]  # goods, by the id that the warehouse gives them, and how many
Pact = dict[str, tuple[Any, Fraction]]  # an offer of the shop: which good it is, and how many


class TroubleError(Exception):
    """A system is unwell or its answer is lost: the round has failed, the next one mends it."""


class RefusedError(TroubleError):
    """The system has said no; nothing was done."""


class Api:
    """One system, called with credentials and paced; reads are repeated once, writes never."""

    def __init__(self, base: str, gap: float = 0, **kw: Any) -> None:
        self.http, self.gap = httpx.Client(base_url=base, timeout=6, **kw), gap

    def call(self, method: str, path: str, **kw: Any) -> httpx.Response:
        """Call, wait when told to, raise unless it was done."""
        text, tries = "", 2 if method == "GET" else 1
        for _ in range(6):
            time.sleep(self.gap)
            try:
                answer = self.http.request(method, path, **kw)
                if answer.is_success and answer.content:
                    answer.json()
            except (httpx.HTTPError, ValueError) as error:
                text, code = repr(error), 599
            else:
                text, code = f"{answer.status_code} {answer.text[:99]}", answer.status_code
                if answer.is_success:
                    return answer
                if code == 429 or (code == 503 and FLOWING):
                    time.sleep(float(answer.headers.get("retry-after", "1")) + 0.05)
            if code < 500 and code != 429:
                raise RefusedError(f"{method} {path}: {text}")
            tries -= code != 429
            if not tries:
                break
        raise TroubleError(f"{method} {path}: {text}")

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path."""
        return self.call("GET", path, params=query).json()


class Order:
    """An order of the shop: what it wants by offer, and the SKU of each offer."""

    def __init__(self, raw: Row, dead: set[str]) -> None:
        self.raw, self.id, self.ref = raw, raw["id"], f"R{raw['id']}"
        self.living, self.shipped = raw["status"] not in dead, bool(raw.get("shipped"))
        self.store = raw.get("shipmentStore")
        self.lines, self.skus = defaultdict[str, Fraction](Fraction), dict[str, str | None]()
        for n, item in enumerate(raw.get("items") or []):
            offer = item.get("offer") or {}
            key = str(offer.get("id") or f"line{n}")
            self.lines[key] += Fraction(str(item["quantity"]))
            self.skus[key] = offer.get("externalId")
        self.name = f"{raw.get('firstName', '')} {raw.get('lastName', '')}".strip() or "Customer"


class Doc:
    """What a warehouse holds for an order; `lines` are (id of the line, good, count)."""

    def __init__(self, raw: Row, lines: list[Any], out: Sums, note: str | None) -> None:
        self.raw, self.id, self.lines, self.out = raw, raw["id"], lines, out
        self.dead, self.owes, self.when = False, False, ""
        self.asked: Sums = defaultdict(Fraction)
        for _, good, count in lines:
            self.asked[good] += count
        rows = (note or "").split("\n")
        said = [json.loads(r[len(MARK) :]) for r in rows if r.startswith(MARK)]
        self.state: str = said[-1]["state"] if said else ""
        self.pact: Pact = {k: (g, Fraction(q)) for s in said for k, (g, q) in s["pact"].items()}
        self.text = "\n".join(r for r in rows if r and not r.startswith(MARK))
        self.left = any(out.values())
        self.done = self.left and all(out.get(g, 0) >= n for g, n in self.asked.items())


def memory(doc: Doc | None, state: str, pact: Pact) -> str:
    """A note with the engine's memory in it; what people wrote stays."""
    lines = {k: (g, str(q)) for k, (g, q) in pact.items()}
    return (
        f"{doc.text if doc else ''}\n{MARK}{json.dumps({'state': state, 'pact': lines})}".lstrip()
    )


class House:
    """A warehouse: its documents by reference, its goods by SKU, the parts of its bundles."""

    def __init__(self, api: Api) -> None:
        self.api, self.kits = api, dict[Any, Sums]()
        self.docs: dict[str, list[Doc]] = {}
        self.goods: dict[str, list[Any]] = {}

    def spread(self, lines: Pact) -> Sums:
        """Lines as sums of goods that lie on shelves: bundles become their parts."""
        total: Sums = defaultdict(Fraction)
        for good, count in lines.values():
            for part, each in self.kits.get(good, {good: Fraction(1)}).items():
                total[part] += each * count
        return total

    def one(self, sku: str) -> Any:
        """The good that carries a SKU."""
        return self.goods[sku][0]


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


class Round:
    """One round: documents first, then what has left, then the numbers."""

    def __init__(self) -> None:
        key = {"X-API-KEY": ENV["RETAILCRM_API_KEY"]}
        self.shop = Api(ENV["RETAILCRM_BASE_URL"] + "/api/v5", 0.11 * FLOWING, headers=key)
        apis: dict[str, tuple[type[House], float, Row]] = {
            "wherefour": (Wherefour, 0, {"auth": tuple(map(ENV.get, FOUR))}),
            "wholecell": (WholeCell, 0.55 * FLOWING, {"auth": tuple(map(ENV.get, CELL))}),
            "whiplash": (Whiplash, 0, {"headers": {"X-API-KEY": ENV.get("WHIPLASH_API_KEY", "")}}),
        }
        self.route: dict[str, str] = json.loads(ENV["STOCKTAKE_MAP"])
        for row in json.loads(ENV.get("STOCKTAKE_ROUTES") or "[]"):
            if row["outlet"] == "retailcrm":
                self.route[row["place"]] = row["warehouse"]
        self.houses: dict[str, Any] = {}
        for name in sorted(set(self.route.values())):
            kind, gap, who = apis[name]
            self.houses[name] = kind(Api(ENV[f"{name.upper()}_BASE_URL"], gap, **who))
        self.docs: dict[int, tuple[str, Doc]] = {}
        self.named: dict[Any, str] = {}
        self.failed: list[str] = []

    def pages(self, path: str, key: str, limit: int = 100, **query: Any) -> Iterator[Any]:
        """All rows of a list of the shop, until `totalPageCount`."""
        page, pages = 1, 1
        while page <= pages:
            answer = self.shop.get(path, **query, limit=limit, page=page)
            yield from answer[key]
            page, pages = page + 1, answer["pagination"]["totalPageCount"]

    def attempt(self, what: Any, step: Any, *args: Any) -> None:
        """Do one thing; what goes wrong with it stops no other."""
        try:
            step(*args)
        except RefusedError as error:
            self.named[what] = f"left, as a system refused: {error}"
        except TroubleError as error:
            self.failed.append(f"{what}: {error}")

    def run(self) -> int:
        """Do the round, say what is left, and be honest about it."""
        self.register()
        words = self.shop.get("/reference/statuses")["statuses"]
        self.cancels = {c for c, s in words.items() if s["group"] == "cancel"}
        rows = {o["id"]: o for o in self.pages("/orders", "orders")}
        if any(o["status"] not in words for o in rows.values()):
            raise TroubleError("an order has a status that is not in the list")
        orders = [Order(rows[n], self.cancels) for n in sorted(rows)]
        self.read()
        for step in (self.settle, self.leave):
            for order in orders:
                self.attempt(order.ref, step, order)
        self.read()
        rows_of = defaultdict[str, list[Row]](list)
        for offer in list(
            self.pages("/store/inventories", "offers", 250, **{"filter[details]": 1})
        ):
            self.attempt(offer.get("externalId"), self.number, offer, orders, rows_of)
        for site, found in rows_of.items():
            for n in range(0, len(found), 250):
                self.attempt(site, self.upload, site, found[n : n + 250])
        for text in self.failed[:8]:
            print("failed:", text[:150])
        for name, why in self.named.items():
            print(f"{name} {why[:110]}")
        return 1 if self.failed else 0

    def read(self) -> None:
        """Read all warehouses; one that cannot be read is left alone in this round."""
        for name in list(self.houses):
            before = len(self.failed)
            self.attempt(name, self.houses[name].read)
            if len(self.failed) > before or name in self.named:
                self.failed.append(f"{name} was not read")
                del self.houses[name]

    def register(self) -> None:
        """Register as the warehouse system of the shop, unless that is so."""
        try:
            found = self.shop.get(f"/integration-modules/{MODULE}")["integrationModule"]
        except RefusedError:
            found = {}
        if not found.get("active") or "store" not in found.get("integrations", {}):
            module = {
                "code": MODULE,
                "integrationCode": MODULE,
                "name": "Stateless sync",
                "active": True,
                "clientId": MODULE,
                "baseUrl": "http://127.0.0.1:9/",
                "integrations": {"store": {}},
            }
            self.shop.call(
                "POST", f"/integration-modules/{MODULE}/edit", json={"integrationModule": module}
            )

    def settle(self, order: Order) -> None:
        """See to it that exactly the right document stands."""
        home = self.route.get(order.store or "")
        kept: dict[str, Doc] = {}
        for name, house in self.houses.items():
            for doc in self.weed(house, order, house.docs.get(order.ref, [])):
                if name == home or doc.left or doc.dead:
                    kept[name] = doc
                else:
                    self.call_off(house, order, doc)
        away = [n for n, d in kept.items() if n != home and d.left]
        if away:
            self.docs[order.id] = (away[0], kept[away[0]])
            if order.living:
                self.named[order.ref] = f"was moved after a part had left {away[0]}"
            return
        if home not in self.houses:
            if home and order.living:
                self.failed.append(f"{order.ref} waits for {home}")
            return
        house, doc2 = self.houses[home], kept.get(home)
        if order.living and doc2 is None and not order.shipped:
            self.create(house, order)
        elif doc2 and not order.living:
            self.call_off(house, order, doc2)
        elif doc2 and order.living:
            self.follow(house, order, doc2)
        docs = self.weed(house, order, house.docs.get(order.ref, []))
        if docs:
            self.docs[order.id] = (home, docs[0])

    def again(self, house: Any, order: Order) -> None:
        """Read the documents of an order once more."""
        house.docs[order.ref] = house.find(order.ref)

    def weed(self, house: Any, order: Order, docs: list[Doc]) -> list[Doc]:
        """The one document that counts; the surplus that a proxy's echo made is called off."""
        docs = sorted(docs, key=lambda d: (d.dead, not d.left, d.state == "surplus", d.id))
        for doc in docs[1:]:
            if not doc.dead and doc.left:
                self.named[order.ref] = f"has left twice, see document {doc.id}"
            elif not doc.dead:
                house.write(order, doc, {}, memory(doc, "surplus", doc.pact), "off")
                doc.dead, doc.state = True, "surplus"
        return docs[:1]

    def call_off(self, house: Any, order: Order, doc: Doc) -> None:
        """Call a document off, if nothing has left."""
        if doc.left or doc.dead:
            return
        doc = next(d for d in house.find(order.ref) if d.id == doc.id)
        if not doc.left and not doc.dead:
            house.write(order, doc, {}, memory(doc, "withdrawn", doc.pact), "off")
        self.again(house, order)

    def resolve(self, house: Any, order: Order, pact: Pact) -> Pact | None:
        """Which goods an order wants: those agreed on, and by their SKUs the others."""
        lines: Pact = {}
        for offer, count in order.lines.items():
            sku = order.skus[offer]
            if offer in pact:
                lines[offer] = (pact[offer][0], count)
                continue
            if sku and not house.goods.get(sku):
                house.ask(sku)
            goods = house.goods.get(sku, []) if sku else []
            if len(goods) == 1:
                lines[offer] = (house.one(sku), count)
            else:
                self.named[order.ref] = f"left: SKU {sku} is carried by {len(goods)} goods"
        return lines if len(lines) == len(order.lines) else None

    def create(self, house: Any, order: Order) -> None:
        """Make the document, after asking every warehouse for this order alone."""
        for name in set(self.route.values()):
            if name not in self.houses:
                raise TroubleError(f"{name} may hold it")
            other = self.houses[name]
            self.again(other, order)
            if any(not d.dead or d.left or other is house for d in other.docs[order.ref]):
                raise TroubleError("a list did not have its document")
        lines = self.resolve(house, order, {})
        if not lines:
            self.named.setdefault(order.ref, "left: it has no lines")
            return
        try:
            house.write(order, None, house.spread(lines), memory(None, "agreed", lines), "new")
        except RefusedError:
            self.again(house, order)
            raise
        except TroubleError:
            self.again(house, order)
            if not house.docs[order.ref]:
                raise
        self.again(house, order)

    def follow(self, house: Any, order: Order, doc: Doc) -> None:
        """Let the document of a living order ask for what the order wants now."""
        if doc.dead and (doc.left or not self.revived(order, doc)):
            self.named[order.ref] = "was called off by the warehouse"
            return
        lines = self.resolve(house, order, doc.pact)
        if lines is None:
            return
        want, agreed, goals = house.spread(lines), house.spread(doc.pact), dict[Any, Fraction]()
        for good in {*want, *agreed, *doc.asked}:
            goal, has = max(want[good], doc.out.get(good, Fraction(0))), doc.asked[good]
            edited = doc.dead or want[good] != agreed[good] or not doc.pact
            if has != goal and edited:
                goals[good] = goal
            elif has < goal:
                self.named[order.ref] = "was called off in part by the warehouse"
        changed = lines != doc.pact
        if not (goals or changed or doc.dead or doc.state != "agreed"):
            return
        if goals and doc.done:
            self.named[order.ref] = "was changed after everything had left"
            return
        if not any(want.values()):
            self.call_off(house, order, doc)
            self.named[order.ref] = "wants nothing any more"
            return
        house.write(order, doc, goals, memory(doc, "agreed", lines), "on" if doc.dead else "")
        self.again(house, order)

    def revived(self, order: Order, doc: Doc) -> bool:
        """Was the order taken up again since? Either we called it off, or the history tells."""
        if doc.state == "withdrawn":
            return True
        home = self.route.get(order.store or "")
        for row in self.pages("/orders/history", "history", **{"filter[orderId]": order.id}):
            old, new = ((row.get(k) or {}) for k in ("oldValue", "newValue"))
            if row["field"] == "status":
                came = old.get("code") in self.cancels and new.get("code") not in self.cancels
            elif row["field"] == "shipment_store":
                stores = [self.route.get(value.get("code") or "") for value in (old, new)]
                came = stores[0] != home == stores[1]
            else:
                continue
            when = datetime.fromisoformat(row["createdAt"]).replace(tzinfo=ZONE)
            if came and when >= datetime.fromisoformat(doc.raw["updated_at"]).replace(
                microsecond=0
            ):
                return True
        return False

    def leave(self, order: Order) -> None:
        """Ship what Wherefour can ship, and tell the shop what has left, once."""
        if order.id not in self.docs:
            return
        name, doc = self.docs[order.id]
        house = self.houses.get(name)
        if isinstance(house, Wherefour) and order.living and not doc.dead:
            doc = house.ship(order, doc)
        lines = self.resolve(house, order, doc.pact) if order.living else {}
        wants = house.spread(lines or {}) if order.living else doc.asked
        whole = lines is not None and doc.left
        whole = whole and all(doc.out.get(g, 0) >= n for g, n in wants.items())
        body: Row = {}
        if whole and not order.shipped:
            here = self.route.get(order.store or "") == name
            place = order.store if here else {w: s for s, w in self.route.items()}[name]
            day = datetime.fromisoformat(doc.when).astimezone(ZONE)
            body = {"shipped": True, "shipmentStore": place, "shipmentDate": f"{day:%Y-%m-%d}"}
        elif order.shipped and not doc.left and not any(d.left for d in house.find(order.ref)):
            body = {"shipped": False}
        if body:
            now = Order(self.shop.get(f"/orders/{order.id}", by="id")["order"], self.cancels)
            if (now.lines, now.living, now.shipped) != (order.lines, order.living, order.shipped):
                raise TroubleError("it has just changed")
            form = {"by": "id", "site": order.raw["site"], "order": body}
            self.shop.call("POST", f"/orders/{order.id}/edit", json=form)

    def number(self, offer: Row, orders: list[Order], rows: dict[str, list[Row]]) -> None:
        """Compare what an offer shows at each store with what is right; doubt every fall."""
        sku, places = offer.get("externalId"), []
        for store, name in self.route.items():
            if (house := self.houses.get(name)) is None or not sku:
                continue
            shown = sum(s["quantity"] for s in offer["stores"] if s["store"] == store)
            right = self.right(name, house, sku, orders)
            if right < shown:
                house.ask(sku)
                right = self.right(name, house, sku, orders)
            if right != shown:
                places.append({"code": store, "available": right})
        if places:
            rows[offer["site"]].append({"id": offer["id"], "stores": places})

    def right(self, name: str, house: Any, sku: str, orders: list[Order]) -> int:
        """What is promised of a SKU, less what orders without a document want of it."""
        goods = house.goods.get(sku, [])
        if len(goods) != 1:
            return 0
        unknown: Sums = defaultdict(Fraction)
        for order in orders:
            waits = order.living and not order.shipped and not house.docs.get(order.ref)
            if waits and self.route.get(order.store or "") == name:
                for offer, count in order.lines.items():
                    ids = house.goods.get(order.skus[offer] or "", [])
                    if len(ids) == 1:
                        for good, many in house.spread({offer: (ids[0], count)}).items():
                            unknown[good] += many
        free = house.promise(goods[0])
        for part, each in house.kits.get(goods[0], {goods[0]: Fraction(1)}).items():
            free = min(free, (house.promise(part) - unknown[part]) / each)
        return max(0, floor(free))

    def upload(self, site: str, rows: list[Row]) -> None:
        """Send numbers; a refused lot is halved until the bad row stands alone and is named."""
        try:
            form = {"site": site, "offers": rows}
            answer = self.shop.call("POST", "/store/inventories/upload", json=form).json()
            if answer["processedOffersCount"] + len(answer.get("notFoundOffers", [])) < len(rows):
                raise TroubleError("rows were left out")
        except RefusedError as error:
            if len(rows) == 1:
                self.named[f"offer {rows[0]['id']}"] = f"is refused: {error}"
                return
            self.upload(site, rows[: len(rows) // 2])
            self.upload(site, rows[len(rows) // 2 :])


def main() -> int:
    """One round at a time; the lock is gone with the process, however it ends."""
    with open(os.path.join(ENV["STOCKTAKE_STATE_DIR"], "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return Round().run()
        except TroubleError as error:
            print("failed:", error)
            return 1


if __name__ == "__main__":
    sys.exit(main())
