"""A round: all warehouses at the same time, then the numbers."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable
from datetime import datetime
from fractions import Fraction
from typing import Any

from .agreements import Log, plan, read_order
from .house import Doc, House
from .line import Line, No, Unsure
from .settings import FLOWS, ME, NONE, ZONE, Bag, E, J
from .table import table
from .wherefour import w_lots, w_ship


class Round:
    """What one round knows and does."""

    def __init__(self) -> None:
        key = {"X-API-KEY": E["RETAILCRM_API_KEY"]}
        self.shop = Line(E["RETAILCRM_BASE_URL"] + "/api/v5", 0.11 * FLOWS, headers=key)
        self.log = Log()
        self.routes: dict[str, str] = json.loads(E["STOCKTAKE_MAP"])
        for row in json.loads(E.get("STOCKTAKE_ROUTES") or "[]"):
            self.routes |= {row["place"]: row["warehouse"]} if row["outlet"] == "retailcrm" else {}
        self.houses: dict[str, House] = {}
        self.left: dict[str, str] = {}
        self.bad: list[str] = []

    async def safe(self, name: str, work: Awaitable[Any]) -> bool:
        """Wait for work that may fail alone."""
        try:
            await work
        except No as error:
            self.left[name] = f"is left: {error}"[:120]
        except Unsure as error:
            self.bad.append(f"{name}: {error}"[:150])
            return False
        return True

    async def pages(self, path: str, key: str, limit: int, **query: Any) -> list[J]:
        """A list of the shop: after the first page, the others at once."""
        top = await self.shop.get(path, **query, limit=limit, page=1)
        numbers = range(2, top["pagination"]["totalPageCount"] + 1)
        calls = (self.shop.get(path, **query, limit=limit, page=n) for n in numbers)
        return [row for page in [top, *await asyncio.gather(*calls)] for row in page[key]]

    async def load(self) -> None:
        """Read all warehouses at once; each one anew, over the line that it has."""
        names, makers = sorted(set(self.routes.values())), table()
        fresh = {name: makers[name]() for name in names}
        for name, house in fresh.items():
            house.line = self.houses[name].line if name in self.houses else house.line
        work = (self.safe(n, h.vendor.load(h)) for n, h in fresh.items())
        read = await asyncio.gather(*work)
        self.houses = {n: fresh[n] for n, ok in zip(names, read, strict=True) if ok}
        for name in set(names) & set(self.left):
            self.bad.append(f"{name} cannot be read")
            self.houses.pop(name, None)

    async def run(self) -> int:
        """Documents of all warehouses in parallel, then shipments, then numbers."""
        words, rows, _, _ = await asyncio.gather(
            self.shop.get("/reference/statuses"),
            self.pages("/orders", "orders", 100),
            self.register(),
            self.load(),
        )
        groups = {code: row["group"] for code, row in words["statuses"].items()}
        if any(row["status"] not in groups for row in rows):
            raise Unsure("an order has a status that is not listed")
        self.cancels = {code for code, group in groups.items() if group == "cancel"}
        found = {row["id"]: read_order(row, self.cancels) for row in rows}
        self.orders = [found[n] for n in sorted(found)]
        await asyncio.gather(*(self.queue(name) for name in {*self.routes.values(), ""}))
        await self.load()
        await self.show()
        print("\n".join(["unsure: " + text for text in self.bad[:8]]))
        print("\n".join(f"{name} {why}" for name, why in self.left.items()))
        return 1 if self.bad else 0

    async def register(self) -> None:
        """Be the shop's warehouse system."""
        try:
            mine = (await self.shop.get(f"/integration-modules/{ME}"))["integrationModule"]
        except No:
            mine = {"active": False}
        if not mine["active"] or "store" not in mine["integrations"]:
            module: J = {"code": ME, "integrationCode": ME, "clientId": ME, "active": True}
            module |= {"name": "Concurrent sync", "baseUrl": "http://127.0.0.1:9/"}
            module["integrations"] = {"store": {}}
            path = f"/integration-modules/{ME}/edit"
            await self.shop.say("POST", path, json={"integrationModule": module})

    async def queue(self, name: str) -> None:
        """The orders of one warehouse, one after another: customers and lots are shared."""
        mine = [o for o in self.orders if self.routes.get(o["store"] or "", "") == name]
        for step in (self.settle, self.tell):
            for order in mine:
                await self.safe(order["ref"], step(order))

    async def the_doc(self, house: House, order: J) -> Doc | None:
        """The document that counts; an echo is called off."""
        odd = self.log.said.get("surplus", {}).get("ids", [])
        docs = house.docs[order["ref"]]
        docs.sort(key=lambda d: (d.dead, not d.left, d.id in odd, d.id))
        for doc in docs[1:]:
            if not doc.dead and doc.left:
                self.left[order["ref"]] = f"left twice: document {doc.id}"
            elif not doc.dead:
                self.log.say("surplus", ids=[*odd, doc.id])
                await house.vendor.off(house, doc)
                doc.dead = True
        return docs[0] if docs else None

    async def fresh(self, house: House, order: J) -> None:
        """Read the documents of an order again."""
        house.docs[order["ref"]] = await house.vendor.look(house, order["ref"])

    async def settle(self, order: J) -> None:
        """The one right document for an order."""
        home = self.routes.get(order["store"] or "", "")
        for house in self.houses.values():
            doc = await self.the_doc(house, order)
            if doc and house.name != home and doc.left:
                if order["living"]:
                    self.left[order["ref"]] = f"was moved after a part had left {house.name}"
                return
            if doc and house.name != home and not doc.dead:
                await self.call_off(house, order, doc)
        if home and home not in self.houses and order["living"]:
            raise Unsure(f"{home} was not read")
        if home not in self.houses:
            return
        house = self.houses[home]
        doc = await self.the_doc(house, order)
        if order["living"]:
            await self.follow(house, order, doc)
        elif doc and not doc.dead and not doc.left:
            await self.call_off(house, order, doc)
        elif doc and doc.dead:
            self.agree(house, order, off=True)

    def agree(self, house: House, order: J, **news: Any) -> None:
        """Change what is agreed on about an order."""
        key = f"{order['ref']} {house.name}"
        old = self.log.said.get(key, {"lines": None, "off": False})
        self.log.say(key, **{**old, **news})

    async def call_off(self, house: House, order: J, doc: Doc) -> None:
        """Call a document off, after a last look at it."""
        self.agree(house, order, off=True)
        await self.fresh(house, order)
        for now in house.docs[order["ref"]]:
            if now.id == doc.id and not now.left and not now.dead:
                await house.vendor.off(house, now)
        await self.fresh(house, order)

    async def wants(self, house: House, order: J) -> J | None:
        """The good of each offer: the one agreed on, or the one that has its SKU."""
        deal = self.log.said.get(f"{order['ref']} {house.name}", {})
        agreed, found = deal.get("lines") or {}, {}
        for offer, count in order["lines"].items():
            sku = order["skus"][offer]
            if offer in agreed:
                found[offer] = [agreed[offer][0], count]
                continue
            if sku and not house.skus.get(sku):
                await house.vendor.sure(house, sku)
            goods = house.skus.get(sku, []) if sku else []
            if len(goods) != 1:
                self.left[order["ref"]] = f"is left: SKU {sku} has {len(goods)} goods"
                return None
            found[offer] = [await house.vendor.good(house, sku), count]
        return found

    async def follow(self, house: House, order: J, doc: Doc | None) -> None:
        """Make the document of a living order, or let it ask for what the order wants."""
        deal = self.log.said.get(f"{order['ref']} {house.name}", {})
        if (
            doc
            and doc.dead
            and (doc.left or not (deal.get("off") or await self.revived(order, doc)))
        ):
            self.left[order["ref"]] = "was called off by the warehouse"
            return
        if doc is None and order["shipped"]:
            return
        lines = await self.wants(house, order)
        if lines is None:
            return
        want = house.parts(lines)
        if not any(want.values()):
            self.left[order["ref"]] = "wants nothing"
            if doc and not doc.left and not doc.dead:
                await self.call_off(house, order, doc)
            return
        if doc is None:
            await self.make(house, order, want)
            self.agree(house, order, lines=lines, off=False)
            return
        agreed = house.parts(deal["lines"]) if deal.get("lines") else None
        goals, why = plan(order, doc, want, agreed)
        if why:
            self.left[order["ref"]] = why
        if goals or doc.dead:
            await house.vendor.change(house, doc, goals, doc.dead)
            await self.fresh(house, order)
        if not (why and doc.done):
            self.agree(house, order, lines=lines, off=False)

    async def make(self, house: House, order: J, goods: Bag) -> None:
        """Make a document, if nobody has one; a look settles a lost answer."""
        if set(self.houses) != set(self.routes.values()):
            raise Unsure("a warehouse that was not read may have it")
        await asyncio.gather(*(self.fresh(other, order) for other in self.houses.values()))
        for other in self.houses.values():
            for doc in other.docs[order["ref"]]:
                if other is house or doc.left or not doc.dead:
                    raise Unsure(f"{other.name} has a document that its list did not show")
        try:
            await house.vendor.make(house, order, goods)
        except Unsure:
            await self.fresh(house, order)
            if not house.docs[order["ref"]]:
                raise
        await self.fresh(house, order)

    async def revived(self, order: J, doc: Doc) -> bool:
        """Was the order taken up again after its document had been cancelled? The history tells."""
        touched = datetime.fromisoformat(doc.raw["updated_at"]).replace(microsecond=0)
        query = {"filter[orderId]": order["id"]}
        for row in await self.pages("/orders/history", "history", 100, **query):
            if row["field"] == "status" and (row["oldValue"] or {}).get("code") in self.cancels:
                when = datetime.fromisoformat(row["createdAt"]).replace(tzinfo=ZONE)
                if row["newValue"]["code"] not in self.cancels and when >= touched:
                    return True
        return False

    async def tell(self, order: J) -> None:
        """Ship, where that is ours to do, and tell the shop once."""
        home = self.routes.get(order["store"] or "")
        docs = {h.name: await self.the_doc(h, order) for h in self.houses.values()}
        name = next((n for n, d in docs.items() if d and (d.left or n == home)), "")
        if not name or (doc := docs[name]) is None:
            return
        house = self.houses[name]
        if name == "wherefour" and order["living"]:
            doc = await w_ship(house, order["ref"], doc)
        lines = await self.wants(house, order) if order["living"] else {}
        want = house.parts(lines or {}) if order["living"] else doc.asked
        whole = lines is not None and all(doc.out.get(g, NONE) >= n for g, n in want.items())
        news: J = {}
        if doc.left and whole and not order["shipped"]:
            store = order["store"] if name == home else {w: s for s, w in self.routes.items()}[name]
            day = datetime.fromisoformat(doc.when).astimezone(ZONE).date().isoformat()
            news = {"shipped": True, "shipmentStore": store, "shipmentDate": day}
        elif order["shipped"] and not doc.left:
            await self.fresh(house, order)
            news = {} if any(d.left for d in house.docs[order["ref"]]) else {"shipped": False}
        if news:
            raw = (await self.shop.get(f"/orders/{order['id']}", by="id"))["order"]
            if read_order(raw, self.cancels) != order:
                raise Unsure("it has just changed")
            form = {"by": "id", "site": order["site"], "order": news}
            await self.shop.say("POST", f"/orders/{order['id']}/edit", json=form)

    async def show(self) -> None:
        """Compare all offers at once, upload what differs."""
        query = {"filter[details]": 1}
        offers = await self.pages("/store/inventories", "offers", 250, **query)
        unknown = {name: self.unknown(house) for name, house in self.houses.items()}
        rows: dict[str, list[J]] = defaultdict(list)
        work = (self.safe(f"offer {o['id']}", self.compare(o, unknown, rows)) for o in offers)
        await asyncio.gather(*work)
        lots = [
            (site, found[n : n + 250])
            for site, found in rows.items()
            for n in range(0, len(found), 250)
        ]
        await asyncio.gather(*(self.safe(site, self.upload(site, lot)) for site, lot in lots))

    def unknown(self, house: House) -> Bag:
        """What orders want of a warehouse that has no document for them."""
        found: J = {}
        for order in self.orders:
            mine = self.routes.get(order["store"] or "") == house.name
            if mine and order["living"] and not order["shipped"] and not house.docs[order["ref"]]:
                for offer, count in order["lines"].items():
                    goods = house.skus.get(order["skus"][offer], [])
                    if len(goods) == 1:
                        found[f"{order['ref']} {offer}"] = [goods[0], count]
        return house.parts(found)

    async def compare(self, offer: J, unknown: dict[str, Bag], rows: dict[str, list[J]]) -> None:
        """One offer at every store; a fall is asked about once more."""
        places, sku = [], offer.get("externalId")
        for store, name in self.routes.items():
            house = self.houses.get(name)
            if house is None or not sku:
                continue
            shown = sum(row["quantity"] for row in offer["stores"] if row["store"] == store)
            right = await self.right(house, sku, unknown[name])
            if right < shown:
                await house.vendor.sure(house, sku)
                right = await self.right(house, sku, unknown[name])
            if right != shown:
                places.append({"code": store, "available": right})
        if places:
            rows[offer["site"]].append({"id": offer["id"], "stores": places})

    async def right(self, house: House, sku: str, unknown: Bag) -> int:
        """The number of a SKU: of a bundle what its scarcest part allows."""
        goods = house.skus.get(sku, [])
        if len(goods) != 1:
            return 0
        parts = house.kits.get(goods[0]) or {goods[0]: Fraction(1)}
        if house.name == "wherefour":
            await w_lots(house, goods[0])
        if any(part not in house.free for part in parts):
            raise Unsure(f"{sku}: a part of it is in no list")
        free = [(house.free[p] - house.owed[p] - unknown[p]) / each for p, each in parts.items()]
        return max(0, int(min([house.free[goods[0]] - house.owed[goods[0]], *free]) // 1))

    async def upload(self, site: str, rows: list[J]) -> None:
        """Send rows; refused ones are halved until the bad one is alone."""
        form = {"site": site, "offers": rows}
        try:
            answer = (await self.shop.say("POST", "/store/inventories/upload", json=form)).json()
        except No as error:
            if len(rows) == 1:
                self.left[f"offer {rows[0]['id']}"] = f"is refused: {error}"[:120]
                return
            middle = len(rows) // 2
            await self.upload(site, rows[:middle])
            await self.upload(site, rows[middle:])
            return
        if answer["processedOffersCount"] + len(answer.get("notFoundOffers", ())) < len(rows):
            raise Unsure("rows were left out")
