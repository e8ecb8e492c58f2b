"""A sync engine that speaks to the shop as a PHP module does: every write is multipart/form-data.

Each call says who asks (`cms_source`, `module_version`, ...), the key is in the query, and nothing
but the standard library is used. A round is a pipeline of functions over a `World` that is read
anew: a desk turns a document and what it should ask for into requests, `bring` sends them. A JSON
file keeps only what no system tells: what was agreed on each order, and who called it off.
"""

import base64
import fcntl
import http.client
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

Goods = dict[int, Fraction]
Row = dict[str, Any]
Request = tuple[str, str, Row | None]
BOUNDARY = "----------------------------7d93multipart"
WHO = {"cms_source": "Own", "cms_version": "1.0", "php_version": "8.2", "module_version": "3.1.4"}
NONE = Fraction(0)


class NoError(Exception):
    """Refused: nothing has happened."""


class LostError(Exception):
    """No answer, or none that can be read or believed."""


@dataclass
class Service:
    """An address with its credentials; calls are `pace` seconds apart, if there is a pace."""

    base: str
    headers: dict[str, str]
    pace: float = 0.0
    query: dict[str, str] = field(default_factory=dict)
    free_at: float = field(default_factory=time.monotonic)
    date: str = ""

    def once(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, Any, Any]:
        """One exchange on a connection of its own: status, headers, the body as JSON."""
        where = urlsplit(self.base)
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=6)
        headers = self.headers | ({"Content-Type": kind} if body else {})
        time.sleep(max(0.0, self.free_at - time.monotonic()))
        try:
            line.request(method, where.path + path, body, headers)
            reply = line.getresponse()
            raw = reply.read()
            self.date = reply.headers.get("Date", self.date)
            return (
                reply.status,
                reply.headers,
                json.loads(raw) if raw and raw[:1] in b"{[n" else raw,
            )
        finally:
            line.close()
            self.free_at = time.monotonic() + self.pace

    def ask(
        self,
        method: str,
        path: str,
        query: Any = None,
        body: bytes | None = None,
        kind: str = "application/json",
    ) -> tuple[Any, Any]:
        """Send; reads three times at most. Where a limit refuses, wait for its end and repeat."""
        query = [*self.query.items(), *(query or {}).items()]
        path = f"{path}?{urlencode(query, doseq=True)}" if query else path
        chances, why = 3 if method == "GET" else 1, ""
        while chances:
            try:
                status, headers, answer = self.once(method, path, body, kind)
            except (OSError, http.client.HTTPException, ValueError) as trouble:
                chances, why = chances - 1, repr(trouble)
                continue
            if status == 429 or (status == 503 and self.pace):
                self.free_at = time.monotonic() + float(headers.get("Retry-After", 1)) + 0.1
                continue
            if 400 <= status < 500:
                raise NoError(f"{method} {path.split('?')[0]}: {status} {str(answer)[:90]}")
            if status < 300 and not (isinstance(answer, bytes) and answer):
                return answer, headers
            chances, why = chances - 1, str(status)
        raise LostError(f"{method} {path.split('?')[0]}: {why}")

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self.ask("GET", path, query)[0]

    def send(self, method: str, path: str, body: Row | None) -> Any:
        """Write JSON."""
        return self.ask(method, path, None, None if body is None else json.dumps(body).encode())[0]

    def post(self, path: str, **fields: Any) -> Any:
        """Write a form in several parts, as cURL sends an array; structures are JSON in a field."""
        parts = b""
        for name, value in fields.items():
            text = value if isinstance(value, str) else json.dumps(value)
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts += head.encode() + text.encode() + b"\r\n"
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("POST", path, None, parts + f"--{BOUNDARY}--\r\n".encode(), kind)[0]


@dataclass
class Doc:
    """What a warehouse holds for an order, goods by the warehouse's own ids."""

    number: str
    stands: bool
    asked: Goods
    out: Goods
    last: str
    row: Row

    def rest(self) -> Goods:
        """What has still to leave."""
        rest = {good: n - self.out.get(good, NONE) for good, n in self.asked.items()}
        return {good: n for good, n in rest.items() if n > 0}


def add(pairs: Iterator[tuple[int, Any]]) -> Goods:
    """Sums by good; several lines of one good are one sum."""
    sums: Goods = {}
    for good, n in pairs:
        sums[good] = sums.get(good, NONE) + Fraction(str(n))
    return {good: n for good, n in sums.items() if n}


class Desk:
    """Where one warehouse is talked to."""

    search = ("", "")
    one = "/orders/"

    def __init__(self, service: Service) -> None:
        self.service = service
        self.docs: dict[int, Doc] = {}
        self.refresh()

    def rows(self, path: str, **query: Any) -> list[Row]:
        """A list to its end."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read goods and documents."""
        raise NotImplementedError

    def doc(self, row: Row) -> Doc:
        """Understand a document."""
        raise NotImplementedError

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """Requests after which a document asks for the target, or for nothing (None)."""
        raise NotImplementedError

    def take(self, rows: list[Row]) -> None:
        """Keep documents as they are now."""
        self.docs.update((row["id"], self.doc(row)) for row in rows)

    def find(self, number: str) -> list[Doc]:
        """Ask for the documents of an order; what has left goes first, then the oldest."""
        path, key = self.search
        self.take(self.rows(path, **{key: number}))
        return self.of(number)

    def ensure(self, known: Any) -> None:
        """Look at a document that was there before, if no list has it."""
        if known and known not in self.docs:
            self.take([self.service.get(f"{self.one}{known}")])

    def of(self, number: str) -> list[Doc]:
        """The documents of an order that are known."""
        found = [doc for doc in self.docs.values() if doc.number == number]
        return sorted(found, key=lambda doc: (not doc.stands, not doc.out, doc.row["id"]))


class Wherefour(Desk):
    """Lots, customers, orders, auto-ship."""

    search = ("/orders/search", "order_number")

    def rows(self, path: str, **query: Any) -> list[Row]:
        """Pages as long as Link announces one; fewer rows than Total are no answer."""
        rows: dict[int, Row] = {}
        page, more = 1, True
        while more:
            part, headers = self.service.ask("GET", path, query | {"page": page, "per_page": 100})
            rows.update((row["id"], row) for row in part)
            page, more = page + 1, 'rel="next"' in headers.get("Link", "")
        if len(rows) < int(headers.get("Total", 0)):
            raise LostError(f"{path} is short")
        return list(rows.values())

    def refresh(self) -> None:
        """Items, shipments, orders; lots when they are needed."""
        self.items = {row["id"]: row for row in self.rows("/inventory")}
        self.shipments = self.rows("/shipments")
        self.shelf: Goods = {}
        self.take(self.rows("/orders"))

    def find(self, number: str) -> list[Doc]:
        """Search, and read what has left on the orders that are found."""
        rows = self.rows("/orders/search", order_number=number)
        for row in rows:
            path = f"/customers/{row['customer']['id']}/orders/{row['id']}/shipments"
            others = [s for s in self.shipments if s["order_id"] != row["id"]]
            self.shipments = others + self.rows(path)
        self.take(rows)
        return self.of(number)

    def size(self, good: int, unit: str) -> Fraction:
        """Units of use in one unit of order or of picking."""
        item = self.items[good]
        for row in item["conversions"] if item[unit] != item["unit_of_use"] else []:
            if row["unit_of_measurement"] == item[unit]:
                return Fraction(row["to_count"]) / Fraction(row["from_count"])
        return Fraction(1)

    def shipped(self, row: Row) -> Iterator[tuple[int, Fraction]]:
        """Goods that have left on an order, in units of order; shipments tell them by name."""
        named = {line["inventory"]["name"]: line["inventory_id"] for line in row["order_items"]}
        for shipment in (s for s in self.shipments if s["order_id"] == row["id"]):
            for part in shipment["shipment_items"]:
                good = named.get(part["inventory_name"], -1)
                pick = order = Fraction(1)
                if good in self.items:
                    pick = self.size(good, "unit_of_pick_and_ship")
                    order = self.size(good, "unit_of_order")
                yield good, Fraction(part["count"]) * pick / order

    def doc(self, row: Row) -> Doc:
        """An order and its shipments."""
        asked = add((line["inventory_id"], line["count"]) for line in row["order_items"])
        last = max(
            (s["ship_date"] for s in self.shipments if s["order_id"] == row["id"]), default=""
        )
        stands = row["status"] != "canceled"
        return Doc(row["order_number"], stands, asked, add(self.shipped(row)), last, row)

    def meaning(self, sku: str, sure: bool = True) -> Goods:
        """The one item in use that has the SKU, or nothing."""
        if sure and sku not in {item["sku"] for item in self.items.values()}:
            self.items |= {row["id"]: row for row in self.rows("/inventory/search", sku_list=sku)}
        found = [i for i, row in self.items.items() if row["sku"] == sku and not row["retired"]]
        return {found[0]: Fraction(1)} if len(found) == 1 else {}

    def lots(self, good: int) -> Fraction:
        """What auto-ship may take of an item; less than what is on hand must have a reason."""
        item = self.items.get(good)
        if item is None or item["retired"] or item["pull_strategy"] == "Hand Pick":
            return NONE
        if good in self.shelf:
            return self.shelf[good]
        for _ in range(2):
            rows = self.rows(f"/inventory/{good}/stocks")
            if sum(Fraction(row["count"]) for row in rows) >= Fraction(item["on_hand"]):
                fit = [
                    Fraction(row["count"])
                    for row in rows
                    if row["status"] == "active"
                    and (not row["location"] or row["location"]["allowed_for_pick_and_ship"])
                ]
                self.shelf[good] = sum(fit, NONE) / self.size(good, "unit_of_order")
                return self.shelf[good]
            for row in self.rows("/inventory/search", sku_list=item["sku"]):
                item = row if row["id"] == good else item
        raise LostError(f"lots of {item['sku']} are missing")

    def promise(self, sku: str, unknown: Goods, sure: bool) -> Fraction:
        """Lots, less what open orders still take."""
        for good in self.meaning(sku, sure):
            words = ("pending", "open", "partially shipped", "on hold")
            docs = [doc for doc in self.docs.values() if doc.row["status"] in words]
            owed = sum((doc.rest().get(good, NONE) for doc in docs), NONE)
            return self.lots(good) - owed - unknown.get(good, NONE)
        return NONE

    def make(self, number: str, order: Row, goods: Goods) -> Request:
        """The request that makes a document; its customer is looked up by the shop's mark."""
        person = order.get("customer") or {"id": f"-{order['id']}"}
        mark = f"(R{person['id']})"
        rows = self.rows("/customers/search", display_name=mark)
        ids = [row["id"] for row in rows if row["display_name"].endswith(mark)]
        if not ids:
            name = {"display_name": f"{name_of(person) or name_of(order) or 'Customer'} {mark}"}
            ids = [self.service.send("POST", "/customers", name)["id"]]
        lines = [{"inventory_id": good, "count": float(n)} for good, n in goods.items()]
        body = {"order_number": number, "order_date": os.environ["STOCKTAKE_NOW"][:10]}
        more = {"status": "Open", "order_items_attributes": lines}
        return "POST", f"/customers/{min(ids)}/orders", body | more

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """One PATCH, whatever has to change."""
        path = f"/customers/{doc.row['customer']['id']}/orders/{doc.row['id']}"
        if target is None:
            return [("PATCH", path, {"status": "Canceled"})]
        rest, lines = dict(target), []
        for line in doc.row["order_items"]:
            n = rest.pop(line["inventory_id"], NONE)
            lines.append({"id": line["id"]} | ({"count": float(n)} if n else {"_destroy": True}))
        lines += [{"inventory_id": good, "count": float(n)} for good, n in rest.items()]
        status = {} if doc.stands else {"status": "Open"}
        return [("PATCH", path, status | {"order_items_attributes": lines})]

    def ship(self, doc: Doc) -> None:
        """Auto-ship what a line waits for and a lot has."""
        ready = doc.row["status"] in ("pending", "open", "partially shipped")
        if not ready or not any(self.lots(good) > 0 for good in doc.rest()):
            return
        path = f"/customers/{doc.row['customer']['id']}/orders/{doc.row['id']}/auto_ship"
        try:
            self.service.send("POST", path, {"delivery_method": "UPS Ground"})
        finally:
            self.refresh()


class WholeCell(Desk):
    """Serialized units, sales orders; people ship."""

    search = ("/sales_orders", "transaction_number")
    one = "/sales_orders/"

    def rows(self, path: str, **query: Any) -> list[Row]:
        """Pages as many as the answer says."""
        rows: dict[Any, Row] = {}
        page = pages = 1
        while page <= pages:
            answer = self.service.get(path, page=page, **query)
            rows.update((row.get("id", row.get("sku")), row) for row in answer["data"])
            page, pages = page + 1, answer["pages"]
        return list(rows.values())

    def refresh(self) -> None:
        """Sales orders, then levels."""
        self.known: dict[str, Goods] = {}
        self.take(self.rows("/sales_orders"))
        rows = self.rows("/stock_levels", **{"inventory_statuses[]": "Available"})
        self.levels = {row["sku"]: Fraction(row["available"]) for row in rows}

    @staticmethod
    def variation(item: Row) -> int:
        """The variation of a line; a line without one is nobody else's good."""
        return (
            int(item["product_variation"]["id"]) if item["product_variation"] else -int(item["id"])
        )

    def doc(self, row: Row) -> Doc:
        """A sales order leaves whole."""
        asked = add((self.variation(item), item["quantity"]) for item in row["items"])
        gone, stands = (
            row["shipped_at"] or "",
            row["status"] != "Canceled" or bool(row["shipped_at"]),
        )
        return Doc(row["transaction_number"], stands, asked, dict(asked) if gone else {}, gone, row)

    def meaning(self, sku: str) -> Goods:
        """The variation that units with this SKU have, if it is one."""
        if sku not in self.known:
            kinds = [row["product_variation"] for row in self.rows("/inventories", sku=sku)]
            ids = {kind["id"] for kind in kinds if kind["sku"] == sku}
            self.known[sku] = {ids.pop(): Fraction(1)} if len(ids) == 1 else {}
        return self.known[sku]

    def promise(self, sku: str, unknown: Goods, sure: bool) -> Fraction:
        """The level, less what it leaves out: open orders older than 90 days."""
        if sku not in self.levels:
            units = self.rows("/inventories", sku=sku, status="Available") if sure else []
            if any(unit["order_id"] is None for unit in units):
                raise LostError(f"{sku} has units and no level")
            return NONE
        free = self.levels[sku] - sum(unknown.get(g, NONE) for g in self.known.get(sku, {}))
        edge = parsedate_to_datetime(self.service.date) - timedelta(days=90)
        for doc in self.docs.values():
            old = datetime.fromisoformat(doc.row["created_at"]) < edge
            if old and not doc.out and doc.row["status"] not in ("Canceled", "Draft"):
                for item in doc.row["items"]:
                    if (item["product_variation"] or {}).get("sku") == sku:
                        free -= max(0, item["quantity"] - item["committed_quantity"])
        return free

    def make(self, number: str, order: Row, goods: Goods) -> Request:
        """The request that makes a document."""
        lines = [{"product_variation_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"transaction_number": number, "customer": name_of(order) or "Customer"}
        return "POST", "/sales_orders", body | {"items": lines}

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """The status; units that no line can hold any more; the whole list of lines."""
        path = f"/sales_orders/{doc.row['id']}"
        if target is None:
            return [("PATCH", path, {"status": "Canceled"})]
        rest, lines, units = dict(target), [], []
        for item in doc.row["items"]:
            n = int(rest.pop(self.variation(item), NONE))
            held = [u for u in doc.row["inventories"] if u["order_item_id"] == item["id"]]
            units += [{"hex_id": unit["hex_id"]} for unit in held[:n]]
            lines += [{"id": item["id"], "quantity": n}] if n else []
        lines += [{"product_variation_id": good, "quantity": int(n)} for good, n in rest.items()]
        steps: list[Request] = [] if doc.stands else [("PATCH", path, {"status": "New"})]
        if len(units) < len(doc.row["inventories"]):
            steps.append(("PATCH", path, {"inventories": units}))
        return [*steps, ("PATCH", path, {"items": lines})]


class Whiplash(Desk):
    """Items, bundles, orders; people ship."""

    search = ("/orders", "originator_id")

    def rows(self, path: str, **query: Any) -> list[Row]:
        """Pages until one brings nothing new."""
        rows: dict[int, Row] = {}
        page, seen = 1, -1
        while len(rows) > seen:
            seen = len(rows)
            part = self.service.get(path, page=page, limit=250, order_by="id", **query)
            rows.update((row["id"], row) for row in part)
            page += 1
        return list(rows.values())

    def refresh(self) -> None:
        """Parts of bundles, orders, then items."""
        self.parts = self.rows("/bundle_items")
        self.take(self.rows("/orders"))
        self.items = {row["id"]: row for row in self.rows("/items")}

    def find(self, number: str) -> list[Doc]:
        """By the shop's number; null where there is none."""
        row = self.service.get(f"/orders/originator/{number}")
        self.take([row] if row else [])
        return self.of(number)

    def doc(self, row: Row) -> Doc:
        """An order leaves whole."""
        lines = [line for line in row["order_items"] if not line["packaging"]]
        asked = add((line["item_id"], line["quantity"]) for line in lines)
        gone = (row["shipped_on"] or "") if row["status"] >= 300 else ""
        stands = row["status"] not in (40, 45)
        return Doc(
            row["originator_id"] or "", stands, asked, dict(asked) if gone else {}, gone, row
        )

    def meaning(self, sku: str, sure: bool = True) -> Goods:
        """The one item with the SKU, or the parts of the one bundle."""
        if sure and sku not in {item["sku"] for item in self.items.values()}:
            self.items |= {row["id"]: row for row in self.service.get("/items/sku", sku=sku)}
        found = [row for row in self.items.values() if row["sku"] == sku]
        if len(found) != 1 or not found[0]["is_bundle"]:
            return {row["id"]: Fraction(1) for row in found} if len(found) == 1 else {}
        parts = [part for part in self.parts if part["bundle_id"] == found[0]["id"]]
        means = {part["item_id"]: Fraction(part["quantity"]) for part in parts}
        holds = min((self.quantity(good) // n for good, n in means.items()), default=None)
        if holds is None or max(0, holds) != max(0, found[0]["quantity"]):
            raise LostError(f"the parts of {sku} do not explain its quantity")
        return means

    def quantity(self, good: int) -> int:
        """How many of an item can be promised, whether the list has it or not."""
        if good not in self.items:
            self.items[good] = self.service.get(f"/items/{good}")
        return int(self.items[good]["quantity"])

    def promise(self, sku: str, unknown: Goods, sure: bool) -> Fraction:
        """The part that runs out first."""
        means = self.meaning(sku, sure)
        free = ((self.quantity(good) - unknown.get(good, NONE)) / n for good, n in means.items())
        return min(free, default=NONE)

    def make(self, number: str, order: Row, goods: Goods) -> Request:
        """The request that makes a document."""
        lines = [{"item_id": good, "quantity": int(n)} for good, n in goods.items()]
        who = {"originator_id": number, "shipping_name": name_of(order) or "Customer"}
        return "POST", "/orders", who | {"order_items": lines}

    def steps(self, doc: Doc, target: Goods | None) -> list[Request]:
        """Take up; add, change, remove lines, each in a request of its own."""
        path = f"/orders/{doc.row['id']}"
        if target is None:
            return [("PUT", path + "/cancel", None)]
        steps: list[Request] = [] if doc.stands else [("PUT", path + "/uncancel", None)]
        for good in target.keys() - doc.asked.keys():
            line = {"order_id": doc.row["id"], "item_id": good, "quantity": int(target[good])}
            steps.append(("POST", "/order_items", line))
        rest, gone = dict(target), []
        for line in doc.row["order_items"]:
            n = int(rest.pop(line["item_id"], NONE))
            if n and n != line["quantity"]:
                steps.append(("PUT", f"/order_items/{line['id']}", {"quantity": n}))
            elif not n and not line["packaging"]:
                gone.append(line["id"])
        return [*steps, *(("DELETE", f"/order_items/{line}", None) for line in gone)]


def name_of(person: Row) -> str:
    """First and last name of whoever has them."""
    return f"{person.get('firstName', '')} {person.get('lastName', '')}".strip()


@dataclass
class World:
    """Everything that a round knows."""

    shop: Service
    routes: dict[str, str]
    memory: Path
    facts: dict[str, Any]
    desks: dict[str, Any] = field(default_factory=dict)
    cancel: set[str] = field(default_factory=set)
    zone: Any = None
    failed: bool = False

    def note(self, what: object, why: object, failed: bool = False) -> None:
        """Name what a person should look at."""
        self.failed |= failed
        print(f"{what}: {why}"[:150])

    def remember(self, desk: str, order: Row, **facts: Any) -> None:
        """Keep facts of an order at a desk, in a file that is whole at any moment."""
        self.keep(**{f"{desk}/{order['id']}": self.recall(desk, order) | facts})

    def keep(self, **facts: Any) -> None:
        """Keep facts, if any of them is new."""
        if self.facts != self.facts | facts:
            self.facts |= facts
            new = self.memory.with_suffix(".new")
            new.write_text(json.dumps(self.facts))
            new.replace(self.memory)

    def recall(self, desk: str, order: Row) -> dict[str, Any]:
        """What is kept of an order at a desk."""
        return dict(self.facts.get(f"{desk}/{order['id']}", {}))


def all_pages(shop: Service, path: str, key: str, **query: Any) -> list[Row]:
    """A list of the shop to its totalPageCount, each row once."""
    rows: dict[int, Row] = {}
    page = pages = 1
    while page <= pages:
        answer = shop.get(path, page=page, **query)
        rows.update((row["id"], row) for row in answer[key])
        page, pages = page + 1, answer["pagination"]["totalPageCount"]
    if len(rows) < answer["pagination"]["totalCount"]:
        raise LostError(f"{path} is short")
    return list(rows.values())


def shop_zone(shop: Service) -> Any:
    """The account's zone, or its distance from UTC as the shop's own clock shows it."""
    if os.environ.get("STOCKTAKE_ZONE"):
        return ZoneInfo(os.environ["STOCKTAKE_ZONE"])
    answer = shop.get("/orders/history", **{"filter[sinceId]": 2000000000})
    here = datetime.fromisoformat(answer["generatedAt"])
    there = parsedate_to_datetime(shop.date).replace(tzinfo=None)
    return timezone(timedelta(minutes=round((here - there) / timedelta(minutes=1))))


def catch_up(world: World) -> None:
    """Learn from the history which orders were taken up again since the last round."""
    query = {"filter[sinceId]": world.facts.get("since", 0), "limit": 100}
    rows = all_pages(world.shop, "/orders/history", "history", **query)
    facts: Row = {"since": max([row["id"] for row in rows], default=query["filter[sinceId]"])}
    for row in rows:
        if row["field"] == "status" and (row["oldValue"] or {}).get("code") in world.cancel:
            facts[f"again/{row['order']['id']}"] = True
    world.keep(**facts)


def register(shop: Service) -> None:
    """Be the shop's warehouse system, switched on."""
    code = "multipart-module"
    try:
        if shop.get(f"/integration-modules/{code}")["integrationModule"]["active"]:
            return
    except NoError:
        pass
    module: Row = {"code": code, "integrationCode": code, "name": "Multipart", "clientId": code}
    module |= {"baseUrl": "http://127.0.0.1/m", "active": True, "integrations": {"store": {}}}
    shop.post(f"/integration-modules/{code}/edit", integrationModule=module)


def meanings(world: World, order: Row, desk: Any, known: Row) -> tuple[Goods, list[str], Row]:
    """Goods that an order wants, lines that mean nothing here, and what each offer means."""
    wanted: Goods = {}
    lost, known = [], dict(known)
    for line in order["items"] if order["status"] not in world.cancel else []:
        offer = line.get("offer")
        if not offer:
            lost.append("a line without SKU")
        elif line["quantity"]:
            key = str(offer["id"])
            if not known.get(key):
                means = desk.meaning(offer["externalId"])
                known[key] = {str(good): str(n) for good, n in means.items()}
            lost += [] if known[key] else [offer["externalId"]]
            for good, n in known[key].items():
                more = Fraction(str(line["quantity"])) * Fraction(n)
                wanted[int(good)] = wanted.get(int(good), NONE) + more
    if not isinstance(desk, Wherefour) and any(n.denominator > 1 for n in wanted.values()):
        lost.append("a part of a unit")
    return wanted, lost, known


def bring(desk: Any, doc: Doc, target: Goods | None) -> Doc:
    """Send what it takes until a document asks for the target, and look at it again."""
    for request in desk.steps(doc, target):
        desk.service.send(*request)
    desk.find(doc.number)
    found: Doc = desk.docs[doc.row["id"]]
    return found


def reconcile(world: World, order: Row) -> None:
    """One order: its documents elsewhere, its document at home, its shipping."""
    number, home = f"R{order['id']}", world.routes.get(order.get("shipmentStore", ""), "")
    if withdraw(world, order, number, home):
        return None
    lost_sight = [n for n in world.routes.values() if n not in world.desks]
    if home not in world.desks or any(world.recall(name, order) for name in lost_sight):
        return None
    desk, pact = world.desks[home], world.recall(home, order)
    wanted, lost, known = meanings(world, order, desk, pact.get("means", {}))
    docs = desk.of(number)
    if not docs and (wanted or lost):
        desk.ensure(pact.get("id"))
        docs = desk.of(number) or desk.find(number)
    for extra in [doc for doc in docs[1:] if doc.stands and not doc.out]:
        bring(desk, extra, None)
    if not wanted and not lost:
        return call_off(world, order, home, docs)
    if not docs and (lost or order["shipped"]):
        return world.note(number, f"left: {lost or 'the shop says shipped, no document does'}")
    if not docs:
        agreed = {str(good): str(n) for good, n in wanted.items()}
        world.remember(home, order, agreed=agreed, means=known, off=False)
        desk.take([desk.service.send(*desk.make(number, order, wanted))])
        docs = desk.of(number)
        world.remember(home, order, id=docs[0].row["id"])
    elif lost:
        world.note(number, f"its document stays as it is: {lost}")
    else:
        world.remember(home, order, means=known, id=docs[0].row["id"])
        docs[0] = follow(world, order, home, docs[0], wanted)
    take_back(world, order, home, docs[0])
    if docs[0].stands and docs[0].rest() and home == "wherefour":
        desk.ship(docs[0])
    return None if lost else tell(world, order, desk.docs[docs[0].row["id"]], wanted)


def withdraw(world: World, order: Row, number: str, home: str) -> bool:
    """Call off what other desks hold of an order; whether one of them has shipped of it."""
    for name in world.desks.keys() - {home}:
        world.desks[name].ensure(world.recall(name, order).get("id"))
        for doc in [doc for doc in world.desks[name].of(number) if doc.stands]:
            if doc.out:
                world.note(number, f"moved, but {name} has shipped of it")
                tell(world, order, doc, meanings(world, order, world.desks[name], {})[0])
                return True
            world.remember(name, order, off=True)
            bring(world.desks[name], doc, None)
    return False


def call_off(world: World, order: Row, home: str, docs: list[Doc]) -> None:
    """A cancelled order: nothing is asked for any more, unless something has left."""
    if docs:
        take_back(world, order, home, docs[0])
        docs = world.desks[home].of(docs[0].number)
    if docs and docs[0].out:
        return tell(world, order, docs[0], docs[0].asked)
    if docs:
        world.remember(home, order, off=True)
        if docs[0].stands:
            bring(world.desks[home], docs[0], None)
    return None


def follow(world: World, order: Row, home: str, doc: Doc, wanted: Goods) -> Doc:
    """Have a document ask for what is wanted, except what its warehouse has called off itself."""
    number, pact = doc.number, world.recall(home, order)
    again = pact.get("off") or world.facts.get(f"again/{order['id']}")
    if not doc.stands and not again:
        world.note(number, f"called off by {home}")
        return doc
    target: Goods = {}
    for good in wanted.keys() | doc.asked.keys():
        want, asked = wanted.get(good, NONE), doc.asked.get(good, NONE)
        goal = max(want, doc.out.get(good, NONE))
        if asked < goal and not again and pact.get("agreed", {}).get(str(good)) == str(want):
            world.note(number, f"{home} has called a part off")
            goal = asked
        target |= {good: goal} if goal else {}
    if target != doc.asked or not doc.stands:
        if doc.out and not doc.rest():
            world.note(number, "edited, but everything has left")
            return doc
        try:
            doc = bring(world.desks[home], doc, target)
        except NoError as no:
            world.note(number, f"{home} does not take the change: {no}")
            return doc
    if doc.stands and doc.asked == target:
        agreed = {str(good): str(n) for good, n in wanted.items()}
        world.remember(home, order, agreed=agreed, off=False)
        if again:
            world.keep(**{f"again/{order['id']}": False})
    return doc


def tell(world: World, order: Row, doc: Doc, wanted: Goods) -> None:
    """Tell the shop once that all is out, or that what was out is out no more."""
    gone = bool(doc.out) and all(doc.out.get(good, NONE) >= n for good, n in wanted.items())
    facts: Row = {}
    if gone and not order["shipped"]:
        moment = datetime.fromisoformat(doc.last.replace("Z", "+00:00"))
        day = moment.astimezone(world.zone).date().isoformat()
        facts = {"shipped": True, "shipmentStore": order["shipmentStore"], "shipmentDate": day}
    elif order["shipped"] and not gone:
        world.note(doc.number, "was told shipped and wants more")
    if facts:
        path = f"/orders/{order['id']}/edit"
        world.shop.post(path, site=order["site"], by="id", order={"id": order["id"]} | facts)


def take_back(world: World, order: Row, home: str, doc: Doc) -> None:
    """Tell the shop that a shipment is no more, if the warehouse says so twice."""
    agreed = world.recall(home, order).get("agreed", {})
    for _ in range(2 if order["shipped"] else 0):
        if doc.out and all(doc.out.get(int(g), NONE) >= Fraction(n) for g, n in agreed.items()):
            return
        world.desks[home].find(doc.number)
        doc = world.desks[home].docs[doc.row["id"]]
    if order["shipped"]:
        path, facts = f"/orders/{order['id']}/edit", {"id": order["id"], "shipped": False}
        world.shop.post(path, site=order["site"], by="id", order=facts)
        order["shipped"] = False


def unmade(world: World, orders: list[Row]) -> dict[str, Goods]:
    """What orders want of each desk that has no document of them."""
    unknown: dict[str, Goods] = {name: {} for name in world.desks}
    for order in orders:
        home = world.routes.get(order.get("shipmentStore", ""), "")
        desk = world.desks.get(home)
        if desk and not order["shipped"] and not desk.of(f"R{order['id']}"):
            for good, n in meanings(world, order, desk, {})[0].items():
                unknown[home][good] = unknown[home].get(good, NONE) + n
    return unknown


def show(world: World, orders: list[Row]) -> None:
    """Upload each number that is not right; where no number is sure, the old one stays."""
    unknown = unmade(world, orders)
    query = {"filter[details]": 1, "limit": 250}
    wrong: dict[str, list[Row]] = {}
    for offer in all_pages(world.shop, "/store/inventories", "offers", **query):
        shown = Counter({row["store"]: row["quantity"] for row in offer["stores"]})
        stores = []
        for place, name in world.routes.items():
            if name not in world.desks:
                continue
            try:
                sku, sure = offer["externalId"], shown[place] > 0
                right = max(0, world.desks[name].promise(sku, unknown[name], sure) // 1)
            except (NoError, LostError) as trouble:
                world.note(offer["externalId"], trouble, failed=True)
                continue
            stores += [{"code": place, "available": right}] if right != shown[place] else []
        row = {"id": offer["id"], "externalId": offer["externalId"], "stores": stores}
        wrong.setdefault(offer["site"], []).extend([row] if stores else [])
    for site, rows in wrong.items():
        for start in range(0, len(rows), 250):
            upload(world, site, rows[start : start + 250])


def upload(world: World, site: str, rows: list[Row]) -> None:
    """Send a batch; what is refused goes again in halves, until one row is named."""
    try:
        world.shop.post("/store/inventories/upload", site=site, offers=rows)
    except NoError as no:
        if len(rows) == 1:
            return world.note(rows[0]["externalId"], f"the shop refuses its number, {no}")
        for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            upload(world, site, half)


def open_desks(world: World, refresh: bool = False) -> None:
    """Open the desks of all routes, or read them anew; who does not answer is left out."""
    env = os.environ
    kinds: Row = {"wherefour": Wherefour, "wholecell": WholeCell, "whiplash": Whiplash}
    for name in sorted(set(world.routes.values())):
        try:
            if refresh and name in world.desks:
                world.desks[name].refresh()
            elif not refresh:
                user = env.get(f"{name.upper()}_USERNAME") or env.get(f"{name.upper()}_APP_ID")
                word = env.get(f"{name.upper()}_PASSWORD") or env.get(f"{name.upper()}_APP_SECRET")
                code = base64.b64encode(f"{user}:{word}".encode()).decode()
                headers = {"Authorization": f"Basic {code}"}
                if name == "whiplash":
                    headers = {"X-API-KEY": env["WHIPLASH_API_KEY"]}
                pace = (
                    0.56 if name == "wholecell" and env.get("STOCKTAKE_CLOCK") == "flowing" else 0
                )
                service = Service(env[f"{name.upper()}_BASE_URL"], headers, pace)
                service.free_at += pace
                world.desks[name] = kinds[name](service)
        except (NoError, LostError) as trouble:
            world.desks.pop(name, None)
            world.note(name, trouble, failed=True)


def run(world: World) -> None:
    """A round, from what the shop has to what it should show."""
    statuses = world.shop.get("/reference/statuses")["statuses"]
    world.cancel = {code for code, row in statuses.items() if row["group"] == "cancel"}
    world.zone = shop_zone(world.shop)
    catch_up(world)
    register(world.shop)
    open_desks(world)
    orders = all_pages(world.shop, "/orders", "orders", limit=100)
    for order in sorted(orders, key=lambda order: order["id"]):
        try:
            reconcile(world, order)
        except (NoError, LostError) as trouble:
            world.note(f"R{order['id']}", trouble, failed=isinstance(trouble, LostError))
    open_desks(world, refresh=True)
    show(world, orders)


def main() -> int:
    """One round at a time; 0 when it is complete."""
    env = os.environ
    home = Path(env["STOCKTAKE_STATE_DIR"])
    with (home / "one-at-a-time").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = home / "facts.json"
        facts = json.loads(memory.read_text()) if memory.exists() else {}
        pace = 0.12 if env.get("STOCKTAKE_CLOCK") == "flowing" else 0
        who = WHO | {"apiKey": env["RETAILCRM_API_KEY"]}
        shop = Service(env["RETAILCRM_BASE_URL"] + "/api/v5", {}, pace, who)
        rows = json.loads(env.get("STOCKTAKE_ROUTES") or "[]")
        routes = {row["place"]: row["warehouse"] for row in rows if row["outlet"] == "retailcrm"}
        world = World(shop, routes or json.loads(env["STOCKTAKE_MAP"]), memory, facts)
        try:
            run(world)
        except (NoError, LostError) as trouble:
            world.note("the round", trouble, failed=True)
        return 1 if world.failed else 0


if __name__ == "__main__":
    sys.exit(main())
