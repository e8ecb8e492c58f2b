"""A sync engine of small steps: a note on the document, then its units, then its status.

One round for each start: a house for each warehouse, and a clerk who settles one order after
another. SQLite keeps the place in the shop's history, the orders, and a pact for each order and
house: what its offers meant there, what was agreed on, whether it was called off with the order.
"""

import fcntl
import json
import os
import sqlite3
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import httpx

Goods = dict[int, Fraction]
ENV = os.environ
FLOWING = ENV.get("STOCKTAKE_CLOCK") == "flowing"
ZERO = Fraction(0)
SHOP = "RETAILCRM"


class RefusedError(Exception):
    """The other side said no; nothing has happened."""


class UnsureError(Exception):
    """No answer came, or none that can be read or believed."""


class Wire:
    """One API. Reads are tried three times, writes once; calls are spaced where time flows."""

    def __init__(self, base: str, pace: float, **options: Any) -> None:
        self.http = httpx.Client(base_url=base, timeout=6.0, **options)
        self.pace = pace * FLOWING
        self.free_at, self.wrote = time.monotonic() + self.pace, False

    def send(self, method: str, path: str, **what: Any) -> tuple[Any, httpx.Response]:
        """Send; who is refused by a limit waits and sends again, as nothing was done."""
        chances = 3 if method == "GET" else 1
        self.wrote |= method != "GET"
        while True:
            time.sleep(max(0.0, self.free_at - time.monotonic()))
            pause = self.pace
            try:
                reply = self.http.request(method, path, **what)
                code = reply.status_code
                if code < 400:
                    return (reply.json() if reply.content else None), reply
                trouble = f"{code} {reply.text[:90]}"
                if code == 429 or (code == 503 and FLOWING):
                    pause, chances = float(reply.headers.get("retry-after", 1)) + 0.1, chances + 1
                elif code < 500:
                    raise RefusedError(f"{method} {path}: {trouble}")
            except (httpx.HTTPError, ValueError) as error:
                trouble = repr(error)
            finally:
                self.free_at = time.monotonic() + pause
            chances -= 1
            if not chances:
                raise UnsureError(f"{method} {path}: {trouble}")

    def get(self, path: str, **params: Any) -> Any:
        """Read."""
        return self.send("GET", path, params=params)[0]

    def put(self, method: str, path: str, **body: Any) -> Any:
        """Write JSON."""
        return self.send(method, path, json=body)[0]


class Doc:
    """A document: what it asks for and what is out, by the warehouse's own ids of goods."""

    def __init__(self, row: dict[str, Any], number: str | None, stands: bool, last: str) -> None:
        self.id, self.row, self.number, self.stands, self.last = (
            row["id"],
            row,
            number,
            stands,
            last,
        )
        self.asked: Goods = defaultdict(Fraction)
        self.out: Goods = defaultdict(Fraction)

    def done(self) -> bool:
        """Whether all that it asks for has left."""
        return bool(self.out) and all(self.out.get(g, 0) >= n for g, n in self.asked.items())


class House:
    """A warehouse and its documents."""

    one = "/orders/"

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.docs: dict[int, Doc] = {}

    def doc(self, row: Any) -> Doc:
        """Read a document."""
        raise NotImplementedError

    def keep(self, *rows: Any) -> None:
        """Take documents in as they are now."""
        self.docs.update((row["id"], self.doc(row)) for row in rows)

    def ensure(self, known: int | None) -> None:
        """Look at a document that was there before, if no list has it."""
        if known and known not in self.docs:
            self.keep(self.wire.get(f"{self.one}{known}"))

    def of(self, number: str) -> list[Doc]:
        """The documents with a number: those that have left something first, then the oldest."""
        docs = [doc for doc in self.docs.values() if doc.number == number]
        return sorted(docs, key=lambda doc: (not doc.out, doc.id))

    def ship(self, doc: Doc) -> None:
        """Nothing, where people ship."""


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


class WholeCell(House):
    """Units by their serials; people ship."""

    one = "/sales_orders/"

    def rows(self, path: str, **params: Any) -> list[Any]:
        """All pages of a list."""
        rows: dict[Any, Any] = {}
        page, pages = 1, 1
        while page <= pages:
            body, reply = self.wire.send("GET", path, params={"page": page} | params)
            rows.update((row.get("id") or row["sku"], row) for row in body["data"])
            page, pages = page + 1, body["pages"]
        self.now = parsedate_to_datetime(reply.headers["date"])
        return list(rows.values())

    def open(self) -> None:
        """Read the orders; levels and variations are read when they are needed."""
        self.levels: dict[str, int] = {}
        self.known: dict[str, Goods] = {}
        self.keep(*self.rows("/sales_orders"))

    def find(self, number: str) -> None:
        """Search for documents."""
        self.keep(*self.rows("/sales_orders", transaction_number=number))

    @staticmethod
    def good(item: Any) -> int:
        """The variation of a line, below zero where it has none."""
        return int((item["product_variation"] or {}).get("id", -item["id"]))

    def doc(self, row: Any) -> Doc:
        """A sales order; it leaves whole."""
        last = row["shipped_at"] or ""
        doc = Doc(row, row["transaction_number"], row["status"] != "Canceled" or bool(last), last)
        for item in row["items"]:
            doc.asked[self.good(item)] += item["quantity"]
        doc.out.update(doc.asked if last else {})
        return doc

    def recipe(self, sku: str) -> Goods:
        """The one variation whose units have this SKU, else nothing."""
        if sku not in self.known:
            kinds = [unit["product_variation"] for unit in self.rows("/inventories", sku=sku)]
            ids = {kind["id"] for kind in kinds if kind["sku"] == sku}
            self.known[sku] = {ids.pop(): Fraction(1)} if len(ids) == 1 else {}
        return self.known[sku]

    def promise(self, sku: str, unknown: Goods, shown: bool) -> Fraction:
        """The level of what sells, less what levels forget: open orders older than 90 days."""
        if not self.levels:
            sells = {"inventory_statuses[]": "Available"}
            self.levels = {x["sku"]: x["available"] for x in self.rows("/stock_levels", **sells)}
        if shown and sku not in self.levels:
            units = self.rows("/inventories", sku=sku, status="Available")
            if any(unit["order_id"] is None for unit in units):
                raise UnsureError(f"the levels miss {sku}, of which there are units")
        free = Fraction(self.levels.get(sku, 0))
        free -= sum(unknown.get(good, ZERO) for good in self.known.get(sku, {}))
        for row in (doc.row for doc in self.docs.values() if doc.stands and not doc.last):
            if self.now - datetime.fromisoformat(row["created_at"]) > timedelta(days=90):
                for item in row["items"] if row["status"] != "Draft" else []:
                    if (item["product_variation"] or {}).get("sku") == sku:
                        free -= max(0, item["quantity"] - item["committed_quantity"])
        return free

    def make(self, number: str, order: Any, name: str, goods: Goods) -> None:
        """Post a sales order."""
        body = {"transaction_number": number, "customer": name, "items": self.lines(goods)}
        self.keep(self.wire.put("POST", "/sales_orders", **body))

    def lines(self, goods: Goods) -> list[dict[str, int]]:
        """New lines."""
        return [{"product_variation_id": g, "quantity": int(n)} for g, n in goods.items() if n]

    def patch(self, doc: Doc, **body: Any) -> None:
        """Change fields of a document."""
        self.keep(self.wire.put("PATCH", f"/sales_orders/{doc.id}", **body))

    def change(self, doc: Doc, goods: Goods) -> None:
        """Release the units that nothing asks for any more, then send the whole list of lines."""
        rest, lines, units = dict(goods), [], []
        for item in doc.row["items"]:
            count = int(rest.pop(self.good(item), ZERO))
            held = [u for u in doc.row["inventories"] if u["order_item_id"] == item["id"]]
            units += [{"hex_id": unit["hex_id"]} for unit in held[:count]]
            lines += [{"id": item["id"], "quantity": count}] if count else []
        if len(units) < len(doc.row["inventories"]):
            self.patch(doc, inventories=units)
        self.patch(doc, items=lines + self.lines(rest))

    def turn(self, doc: Doc, on: bool) -> None:
        """Take a document up again, or call it off: a note, the units, the status."""
        if not on:
            self.patch(doc, notes="Called off by the shop")
            if doc.row["inventories"]:
                self.patch(doc, inventories=[])
        self.patch(doc, status="New" if on else "Canceled")


class Whiplash(House):
    """Items and bundles of them; people ship."""

    def rows(self, path: str) -> list[Any]:
        """A list, until a page brings nothing new."""
        rows: dict[int, Any] = {}
        page, before = 0, -1
        while len(rows) > before:
            page, before = page + 1, len(rows)
            part = self.wire.get(path, limit=250, page=page, order_by="id")
            rows.update((row["id"], row) for row in part)
        return list(rows.values())

    def open(self) -> None:
        """Read items, parts of bundles and orders."""
        self.items = {row["id"]: row for row in self.rows("/items")}
        self.parts: dict[int, Goods] = defaultdict(dict)
        for part in self.rows("/bundle_items"):
            self.parts[part["bundle_id"]][part["item_id"]] = Fraction(part["quantity"])
        self.keep(*self.rows("/orders"))

    def find(self, number: str) -> None:
        """Ask for the document; it is null where there is none."""
        self.keep(*filter(None, [self.wire.get(f"/orders/originator/{number}")]))

    def doc(self, row: Any) -> Doc:
        """An order; it leaves whole."""
        last = (row["shipped_on"] or "") if row["status"] >= 300 else ""
        doc = Doc(row, row["originator_id"], row["status"] not in (40, 45), last)
        for line in row["order_items"]:
            if not line["packaging"]:
                doc.asked[line["item_id"]] += line["quantity"]
        doc.out.update(doc.asked if last else {})
        return doc

    def recipe(self, sku: str, ask: bool = True) -> Goods:
        """The one item with this SKU, or the parts of the one bundle; else nothing."""
        if ask and not any(item["sku"] == sku for item in self.items.values()):
            self.items.update((row["id"], row) for row in self.wire.get("/items/sku", sku=sku))
        ids = [i for i, row in self.items.items() if row["sku"] == sku]
        if len(ids) != 1:
            return {}
        if not self.items[ids[0]]["is_bundle"]:
            return {ids[0]: Fraction(1)}
        holds = [self.quantity(good) // n for good, n in self.parts[ids[0]].items()]
        if not holds or max(0, min(holds)) != max(0, self.items[ids[0]]["quantity"]):
            raise UnsureError(f"the parts of {sku} do not explain its quantity")
        return self.parts[ids[0]]

    def quantity(self, good: int) -> int:
        """How many of an item can be promised, also where the list misses it."""
        if good not in self.items:
            self.items[good] = self.wire.get(f"/items/{good}")
        return int(self.items[good]["quantity"])

    def promise(self, sku: str, unknown: Goods, shown: bool) -> Fraction:
        """What each part still gives after the orders that have no document; the least counts."""
        free = [ZERO]
        for good, n in self.recipe(sku, shown).items():
            free += [(self.quantity(good) - unknown.get(good, ZERO)) / n]
        return min(free[1:] or free)

    def make(self, number: str, order: Any, name: str, goods: Goods) -> None:
        """Post an order."""
        lines = [{"item_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"originator_id": number, "shipping_name": name, "order_items": lines}
        self.keep(self.wire.put("POST", "/orders", **body))

    def change(self, doc: Doc, goods: Goods) -> None:
        """New lines, then counts, then the lines that go, each in a request of its own."""
        rest, gone = dict(goods), []
        lines = [line for line in doc.row["order_items"] if not line["packaging"]]
        for good in set(goods) - set(doc.asked):
            self.wire.put(
                "POST", "/order_items", order_id=doc.id, item_id=good, quantity=int(rest.pop(good))
            )
        for line in lines:
            count = int(rest.pop(line["item_id"], ZERO))
            gone += [] if count else [line["id"]]
            if count and count != line["quantity"]:
                self.wire.put("PUT", f"/order_items/{line['id']}", quantity=count)
        for line_id in gone:
            self.wire.send("DELETE", f"/order_items/{line_id}")
        self.keep(self.wire.get(f"/orders/{doc.id}"))

    def turn(self, doc: Doc, on: bool) -> None:
        """Take a document up again, or call it off: a note, then the status."""
        if not on:
            self.wire.put("PUT", f"/orders/{doc.id}", public_note="Called off by the shop")
        self.wire.send("PUT", f"/orders/{doc.id}/{'uncancel' if on else 'cancel'}")
        self.keep(self.wire.get(f"/orders/{doc.id}"))


class Clerk:
    """Settles every order of the shop, then its numbers."""

    def __init__(self, state: str) -> None:
        self.db = sqlite3.connect(f"{state}/two_steps.db", isolation_level=None)
        self.db.execute("CREATE TABLE IF NOT EXISTS memo (key TEXT PRIMARY KEY, value TEXT)")
        base = ENV["RETAILCRM_BASE_URL"] + "/api/v5"
        self.shop = Wire(base, 0.12, headers={"X-API-KEY": ENV["RETAILCRM_API_KEY"]})
        routes = json.loads(ENV.get("STOCKTAKE_ROUTES") or "[]")
        self.routes = {r["place"]: r["warehouse"] for r in routes if r["outlet"] == "retailcrm"}
        self.routes = self.routes or json.loads(ENV["STOCKTAKE_MAP"])
        self.houses: dict[str, Any] = {}
        self.failed = False

    def memo(self, key: str, value: Any = None) -> Any:
        """Remember a value, or say what is remembered."""
        row = self.db.execute("SELECT value FROM memo WHERE key = ?", (key,)).fetchone()
        old = json.loads(row[0]) if row else None
        if value is not None and value != old:
            self.db.execute("REPLACE INTO memo VALUES (?, ?)", (key, json.dumps(value)))
        return old if value is None else value

    def say(self, what: object, why: object) -> None:
        """Name what a person must look at."""
        print(f"{what}: {why}"[:160])

    def fail(self, what: str, why: Exception) -> None:
        """Name what went wrong; the round goes on, and has failed."""
        self.failed = True
        self.say(what, f"failed, {why}")

    def pages(self, path: str, rows: str, **params: Any) -> list[Any]:
        """All pages of a list of the shop."""
        found, page, pages = [], 1, 1
        while page <= pages:
            body, self.reply = self.shop.send("GET", path, params={"page": page} | params)
            found += body[rows]
            page, pages = page + 1, body["pagination"]["totalPageCount"]
            self.generated = body.get("generatedAt")
        return found

    def catch_up(self) -> None:
        """Read what is new in the history; then each order in it, due until it is read."""
        since = {"filter[sinceId]": self.memo("since") or 0, "limit": 100}
        news = self.pages("/orders/history", "history", **since)
        here = datetime.fromisoformat(self.generated).replace(tzinfo=UTC)
        drift = here - parsedate_to_datetime(self.reply.headers["date"])
        self.zone: Any = timezone(timedelta(minutes=round(drift / timedelta(minutes=1))))
        self.zone = ZoneInfo(ENV["STOCKTAKE_ZONE"]) if ENV.get("STOCKTAKE_ZONE") else self.zone
        due = set(self.memo("due") or [])
        for row in news:
            order = row["order"]["id"]
            due.add(order)
            if row.get("created") and not self.memo(f"order:{order}"):
                self.memo(f"order:{order}", row["order"])
            if row["field"] == "status" and (row["oldValue"] or {}).get("code") in self.cancel:
                self.memo(f"again:{order}", True)
        self.memo("due", sorted(due))
        self.memo("since", max([row["id"] for row in news], default=since["filter[sinceId]"]))
        for order in sorted(due):
            try:
                self.memo(f"order:{order}", self.shop.get(f"/orders/{order}", by="id")["order"])
                due.discard(order)
            except (RefusedError, UnsureError) as trouble:
                self.fail(f"R{order}", trouble)
        self.due = set(self.memo("due", sorted(due)))

    def register(self) -> None:
        """Have a warehouse module in the shop, switched on."""
        try:
            if self.shop.get("/integration-modules/two-steps")["integrationModule"]["active"]:
                return
        except RefusedError:
            pass
        module: dict[str, Any] = {
            "code": "two-steps",
            "integrationCode": "two-steps",
            "name": "Two steps",
        }
        module |= {"baseUrl": "http://127.0.0.1/", "clientId": "two-steps", "active": True}
        body = {"integrationModule": json.dumps(module | {"integrations": {"store": {}}})}
        self.shop.send("POST", "/integration-modules/two-steps/edit", data=body)

    def wants(self, order: Any, house: Any, known: dict[str, Any]) -> tuple[Goods, list[str]]:
        """What an order wants of a house, and the lines that mean nothing there."""
        wanted: Goods = defaultdict(Fraction)
        lost = []
        for line in order["items"] if order["status"] not in self.cancel else []:
            offer, count = line.get("offer") or {}, Fraction(str(line["quantity"]))
            key = str(offer.get("id"))
            if not known.get(key) and offer:
                known[key] = {g: str(n) for g, n in house.recipe(offer["externalId"]).items()}
            if count and not known.get(key):
                lost.append(offer.get("externalId", "a line without SKU"))
            for good, n in known.get(key, {}).items():
                wanted[int(good)] += count * Fraction(n)
        if not isinstance(house, Wherefour) and any(n % 1 for n in wanted.values()):
            lost.append("a part of a unit")
        return {good: n for good, n in wanted.items() if n}, lost

    def settle(self, order: Any) -> None:
        """Bring the documents of one order into step with it, and it with them."""
        number, home = f"R{order['id']}", self.routes.get(order.get("shipmentStore", ""))
        if self.shipped_elsewhere(order, number, home) or home not in self.houses:
            return
        if any(self.memo(f"{name}:{order['id']}") for name in self.down):
            return
        house, pact = self.houses[home], self.memo(f"{home}:{order['id']}") or {"known": {}}
        wanted, lost = self.wants(order, house, pact["known"])
        if (wanted or lost) and not house.of(number):
            house.ensure(pact.get("id"))
            if not house.of(number):
                house.find(number)
        docs = house.of(number)
        standing = [doc for doc in docs if doc.stands]
        for extra in [doc for doc in standing[1:] if not doc.out]:
            house.turn(extra, on=False)
        doc = (standing or docs or [None])[0]
        if not wanted and not lost:
            if doc and not doc.out:
                self.drop(home, doc, order)
        elif doc is None and not lost and not order["shipped"]:
            self.memo(f"{home}:{order['id']}", pact | {"agreed": texts(wanted)})
            name = f"{order.get('firstName', '')} {order.get('lastName', '')}".strip()
            house.make(number, order, name or "Customer", wanted)
            made = {"agreed": texts(wanted), "id": house.of(number)[0].id}
            self.memo(f"{home}:{order['id']}", pact | made)
        elif doc is None or lost:
            self.say(number, f"left, {lost or 'shipped without a document'}")
        else:
            self.follow(home, doc, order, wanted, pact)
        doc = next((doc for doc in house.of(number) if doc.stands), doc)
        if doc and order["shipped"]:
            self.take_back(order, home, doc, (self.memo(f"{home}:{order['id']}") or {}))
        if doc and wanted and doc.stands and not lost and not doc.done():
            house.ship(doc)
        if doc and not lost:
            self.tell(order, house.docs[doc.id], wanted)

    def shipped_elsewhere(self, order: Any, number: str, home: str | None) -> bool:
        """Call off what other houses hold of an order; whether one of them has shipped of it."""
        for name in self.houses.keys() - {home}:
            self.houses[name].ensure((self.memo(f"{name}:{order['id']}") or {}).get("id"))
            for doc in [doc for doc in self.houses[name].of(number) if doc.stands]:
                if doc.out:
                    self.say(number, f"moved after {name} had shipped of it")
                    self.tell(order, doc, self.wants(order, self.houses[name], {})[0])
                    return True
                self.drop(name, doc, order)
        return False

    def drop(self, name: str, doc: Doc, order: Any) -> None:
        """Call a document off, remembering first that it was the shop's wish."""
        key = f"{name}:{order['id']}"
        pact = self.memo(key) or {"known": {}}
        if not pact.get("off"):
            self.memo(key, pact | {"off": True})
        if doc.stands:
            self.houses[name].turn(doc, on=False)

    def follow(self, home: str, doc: Doc, order: Any, wanted: Goods, pact: Any) -> None:
        """Have a document ask for what is wanted, but for what its warehouse called off."""
        house, key, number = self.houses[home], f"{home}:{order['id']}", f"R{order['id']}"
        again = self.memo(f"again:{order['id']}") or pact.get("off")
        if not doc.stands:
            if not again:
                return self.say(number, f"called off by {home}")
            house.turn(doc, on=True)
            doc = house.docs[doc.id]
        agreed, target = {} if again else pact.get("agreed", {}), {}
        for good in {*wanted, *doc.asked}:
            want, asked = wanted.get(good, ZERO), doc.asked.get(good, ZERO)
            target[good] = max(want, doc.out.get(good, ZERO))
            if asked < target[good] and agreed.get(str(good)) == str(want):
                target[good] = asked
                self.say(number, f"a part was called off by {home}")
        if any(doc.asked.get(good, ZERO) != n for good, n in target.items()):
            if doc.done():
                self.say(number, "edited after everything has left")
                self.memo(f"again:{order['id']}", False)
                return None
            try:
                house.change(doc, target)
            except RefusedError as no:
                return self.say(number, f"{home} refuses the edit, {no}")
        self.memo(key, pact | {"agreed": texts(wanted), "off": False, "id": doc.id})
        self.memo(f"again:{order['id']}", False)
        return None

    def tell(self, order: Any, doc: Doc, wanted: Goods) -> None:
        """Tell the shop what has left once all has, then move its status on in a second step."""
        path, form = f"/orders/{order['id']}/edit", {"by": "id", "site": order["site"]}
        gone = bool(doc.out) and all(doc.out.get(good, 0) >= n for good, n in wanted.items())
        gone = gone and (order["status"] not in self.cancel or doc.done())
        if gone and not order["shipped"]:
            day = datetime.fromisoformat(doc.last).astimezone(self.zone).date().isoformat()
            facts = {"shipped": True, "shipmentStore": order["shipmentStore"], "shipmentDate": day}
            self.shop.send("POST", path, data=form | {"order": json.dumps(facts)})
            now = self.shop.get(f"/orders/{order['id']}", by="id")["order"]
            if now["status"] in self.early:
                step = json.dumps({"status": "send-to-delivery"})
                self.shop.send("POST", path, data=form | {"order": step})
        elif order["shipped"] and not gone:
            self.say(f"R{order['id']}", "told shipped, but wants more")

    def take_back(self, order: Any, home: str, doc: Doc, pact: Any) -> None:
        """Tell the shop that what it was told of is out no more, if a second look says so too."""
        for look in (True, False):
            doc = self.houses[home].docs[doc.id]
            agreed = pact.get("agreed", {}).items()
            if doc.out and all(doc.out.get(int(g), 0) >= Fraction(n) for g, n in agreed):
                return
            if look:
                self.houses[home].find(doc.number)
        form = {"by": "id", "site": order["site"], "order": json.dumps({"shipped": False})}
        self.shop.send("POST", f"/orders/{order['id']}/edit", data=form)
        order["shipped"] = False

    def numbers(self, orders: list[Any]) -> None:
        """Show what is right for each offer at each place; an unsure one keeps its number."""
        unknown: dict[str, Goods] = {name: defaultdict(Fraction) for name in self.houses}
        for order in orders:
            name = self.routes.get(order.get("shipmentStore", ""), "")
            house = self.houses.get(name)
            if house and not order["shipped"] and not house.of(f"R{order['id']}"):
                for good, n in self.wants(order, house, {})[0].items():
                    unknown[name][good] += n
        query = {"filter[details]": 1, "limit": 250}
        rows: dict[str, list[Any]] = defaultdict(list)
        for offer in self.pages("/store/inventories", "offers", **query):
            shown = {row["store"]: row["quantity"] for row in offer["stores"]}
            stores, sku = [], offer["externalId"]
            for place, name in self.routes.items():
                try:
                    if name in self.houses:
                        old = shown.get(place, 0)
                        free = self.houses[name].promise(sku, unknown[name], old > 0)
                        if old != max(0, free // 1):
                            stores.append({"code": place, "available": max(0, free // 1)})
                except (RefusedError, UnsureError) as trouble:
                    self.fail(f"{sku} at {place}", trouble)
            rows[offer["site"]] += [{"externalId": sku, "stores": stores}] if stores else []
        for site, offers in rows.items():
            for start in range(0, len(offers), 250):
                self.upload(site, offers[start : start + 250])

    def upload(self, site: str, offers: list[Any]) -> None:
        """Send numbers; of a refused batch each half, until the bad row is alone and is named."""
        try:
            body = {"site": site, "offers": json.dumps(offers)}
            self.shop.send("POST", "/store/inventories/upload", data=body)
        except RefusedError as no:
            half = len(offers) // 2
            if not half:
                return self.say(offers[0]["externalId"], f"its number is refused, {no}")
            self.upload(site, offers[:half])
            self.upload(site, offers[half:])

    def open(self, wires: list[tuple[str, Any, Wire]]) -> None:
        """Read the houses; one that does not answer is left out of this round."""
        self.down = []
        for name, kind, wire in wires:
            try:
                self.houses[name] = kind(wire)
                self.houses[name].open()
            except (RefusedError, UnsureError) as trouble:
                self.down.append(name)
                del self.houses[name]
                self.fail(name, trouble)

    def round(self) -> bool:
        """Go once through everything."""
        kinds = self.shop.get("/reference/statuses")["statuses"]
        self.cancel = {code for code, row in kinds.items() if row["group"] == "cancel"}
        early = ("new", "approval", "assembling")
        self.early = {code for code, row in kinds.items() if row["group"] in early}
        self.register()
        self.catch_up()
        wires = houses(set(self.routes.values()))
        self.open(wires)
        found = self.db.execute("SELECT value FROM memo WHERE key LIKE 'order:%'").fetchall()
        orders = sorted((json.loads(row[0]) for row in found), key=lambda order: order["id"])
        for order in orders:
            try:
                if order["id"] not in self.due:
                    self.settle(order)
            except RefusedError as no:
                self.say(f"R{order['id']}", no)
            except UnsureError as trouble:
                self.fail(f"R{order['id']}", trouble)
        if any(wire.wrote for _, _, wire in wires):
            self.open([wire for wire in wires if wire[0] in self.houses])
        self.numbers(orders)
        return not self.failed


def texts(goods: Goods) -> dict[str, str]:
    """Goods as JSON keeps them."""
    return {str(good): str(n) for good, n in goods.items()}


def houses(names: set[str]) -> list[tuple[str, Any, Wire]]:
    """The warehouses to connect, with their wires."""
    found: list[tuple[str, Any, Wire]] = []
    for name, kind, pace in (
        ("wherefour", Wherefour, 0),
        ("wholecell", WholeCell, 0.55),
        ("whiplash", Whiplash, 0),
    ):
        up = name.upper()
        if name in names:
            user = ENV.get(f"{up}_USERNAME") or ENV.get(f"{up}_APP_ID", "")
            key = ENV.get(f"{up}_PASSWORD") or ENV.get(f"{up}_APP_SECRET", "")
            how: Any = (
                {"auth": (user, key)} if user else {"headers": {"X-API-KEY": ENV[f"{up}_API_KEY"]}}
            )
            found.append((name, kind, Wire(ENV[f"{up}_BASE_URL"], pace, **how)))
    return found


def main() -> int:
    """One round at a time in this directory; 0 says that it is complete."""
    state = ENV["STOCKTAKE_STATE_DIR"]
    with open(f"{state}/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return 0 if Clerk(state).round() else 1
        except (RefusedError, UnsureError) as trouble:
            print(f"the round failed: {trouble}")
            return 1


if __name__ == "__main__":
    sys.exit(main())
