"""A round: read everything, settle the orders, ship, show the numbers."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import Any

from .api import Api, RefusedError, TroubleError
from .documents import Doc, House, Order, Pact, Row, Sums, memory
from .settings import CELL, ENV, FLOWING, FOUR, MODULE, ZONE
from .wherefour import Wherefour
from .whiplash import Whiplash
from .wholecell import WholeCell


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
