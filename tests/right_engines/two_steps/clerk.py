"""The clerk: brings orders and documents into step, and keeps the memos."""

import json
import sqlite3
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from .house import ZERO, Doc, Goods
from .wherefour import Wherefour
from .whiplash import Whiplash
from .wholecell import WholeCell
from .wire import ENV, RefusedError, UnsureError, Wire

SHOP = "RETAILCRM"


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
