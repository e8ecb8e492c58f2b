"""A round: read the history, settle the orders, ship, show the numbers."""

import json
import os
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction as Amount
from typing import Any

from .paper import Goods, Json, Paper, total
from .plan import Plan, plan
from .settings import CODE, PACED, ZONE
from .store import Store
from .wherefour import Wherefour
from .whiplash import Whiplash
from .wholecell import WholeCell
from .wire import NotDone, Refusal, caller


class Engine:
    """One round."""

    def __init__(self) -> None:
        key = {"X-API-KEY": os.environ["RETAILCRM_API_KEY"]}
        base = os.environ["RETAILCRM_BASE_URL"] + "/api/v5"
        self.shop = caller(base, 0.11 if PACED else 0, headers=key)
        self.store = Store()
        self.orders: dict[str, Json] = self.store.data["orders"]
        self.deals: dict[str, Json] = self.store.data["deals"]
        self.routes: dict[str, str] = json.loads(os.environ["STOCKTAKE_MAP"])
        for row in json.loads(os.environ.get("STOCKTAKE_ROUTES") or "[]"):
            self.routes |= {row["place"]: row["warehouse"]} if row["outlet"] == "retailcrm" else {}
        kinds = {"wherefour": Wherefour, "wholecell": WholeCell, "whiplash": Whiplash}
        self.houses: dict[str, Any] = {n: kinds[n]() for n in sorted(set(self.routes.values()))}
        self.words: dict[str, str] = {}
        self.troubles: list[str] = []

    def get(self, path: str, **query: Any) -> Any:
        """What the shop answers."""
        return self.shop("GET", path, params=query).json()

    def guarded(self, name: str, step: Callable[..., None], *args: Any) -> bool:
        """Do a step; a refusal is said, other trouble fails the round, none stops the next step."""
        try:
            step(*args)
        except Refusal as error:
            self.words[name] = f"a system refused it: {error}"[:110]
        except NotDone as error:
            self.troubles.append(f"{name}: {error}"[:150])
            return False
        return True

    def run(self) -> int:
        """Hear what is new, bring documents into step, ship, tell, and show the right numbers."""
        self.register()
        self.hear()
        self.load()
        for step in (self.settle, self.leave):
            for order in sorted(self.orders.values(), key=lambda o: o["id"]):
                self.guarded(f"R{order['id']}", step, order)
        self.load()
        self.show()
        print("\n".join(["trouble: " + t for t in self.troubles[:8]]))
        print("\n".join(f"{name} {why}" for name, why in self.words.items()))
        return 1 if self.troubles else 0

    def load(self) -> None:
        """Read the warehouses; who cannot be read is left out of this round."""
        for name, house in list(self.houses.items()):
            if not self.guarded(name, house.load) or name in self.words:
                self.troubles.append(f"{name} could not be read")
                del self.houses[name]

    def register(self) -> None:
        """Be the shop's active warehouse system."""
        try:
            mine = self.get(f"/integration-modules/{CODE}")["integrationModule"]
            if mine["active"] and "store" in mine["integrations"]:
                return
        except Refusal:
            pass
        module = {"code": CODE, "integrationCode": CODE, "clientId": CODE, "active": True}
        module |= {"name": "Incremental sync", "baseUrl": "http://127.0.0.1:9/"}
        body = {"integrationModule": {**module, "integrations": {"store": {}}}}
        self.shop("POST", f"/integration-modules/{CODE}/edit", json=body)

    def hear(self) -> None:
        """Read the history after the mark; the mark moves when its orders have been read."""
        statuses = self.get("/reference/statuses")["statuses"]
        self.cancels = {code for code, row in statuses.items() if row["group"] == "cancel"}
        self.statuses = set(statuses)
        state = self.store.data
        for number in list(state["dirty"]):
            self.fetch(number)
        while True:
            query = {"filter[sinceId]": state["since"], "limit": 100}
            rows = self.get("/orders/history", **query)["history"]
            again: dict[int, str] = {}
            theirs: dict[int, None] = {}
            for row in rows:
                own = row["source"] == "api" and (row.get("apiKey") or {}).get("current")
                if not (own and row["field"] in ("shipped", "shipment_store", "shipment_date")):
                    theirs[row["order"]["id"]] = None
                codes = [(row.get(k) or {}) for k in ("oldValue", "newValue")]
                if row["field"] == "status" and codes[0].get("code") in self.cancels:
                    again |= {row["order"]["id"]: row["createdAt"]}
            for number in theirs:
                self.fetch(number, again.get(number))
            if not rows or rows[-1]["id"] <= state["since"]:
                return
            state["since"] = rows[-1]["id"]
            self.store.save()

    def fetch(self, number: int, again: str | None = None) -> None:
        """Copy an order."""
        try:
            raw = self.get(f"/orders/{number}", by="id")["order"]
        except Refusal:
            self.orders.pop(str(number), None)
            return
        if raw["status"] not in self.statuses:
            raise NotDone(f"R{number} has the status {raw['status']}, which is not listed")
        lines: dict[str, Amount] = defaultdict(Amount)
        skus = {}
        for place, item in enumerate(raw["items"]):
            offer = item.get("offer") or {}
            key = str(offer.get("id") or f"line {place}")
            lines[key] += Amount(str(item["quantity"]))
            skus[key] = offer.get("externalId")
        old = self.orders.get(str(number), {"again": None})
        name = f"{raw.get('firstName') or ''} {raw.get('lastName') or ''}".strip() or "Customer"
        self.orders[str(number)] = {
            "id": number, "site": raw["site"], "store": raw.get("shipmentStore"), "name": name,
            "living": raw["status"] not in self.cancels, "shipped": bool(raw["shipped"]),
            "customer": (raw.get("customer") or {}).get("id"), "skus": skus,
            "lines": {k: str(n) for k, n in lines.items()}, "again": again or old["again"],
        }  # fmt: skip
        self.store.data["dirty"] = [n for n in self.store.data["dirty"] if n != number]

    def one(self, order: Json, house: Any, papers: list[Paper]) -> Paper | None:
        """The document that counts; a proxy's echo of it is called off."""
        surplus = self.store.data["surplus"]
        papers = sorted(papers, key=lambda p: (p.dead, not p.left, p.id in surplus, p.id))
        for paper in papers[1:]:
            if not paper.dead and paper.left:
                self.words[f"R{order['id']}"] = f"left twice, see document {paper.id}"
            elif not paper.dead:
                surplus.append(paper.id)
                self.store.save()
                house.off(paper)
        return papers[0] if papers else None

    def wants(self, order: Json, house: Any, deal: Json | None) -> dict[str, Any] | None:
        """Which good each offer is: the one agreed on, else the one with its SKU now."""
        found = {}
        for offer, count in order["lines"].items():
            if deal and offer in deal["lines"]:
                found[offer] = [deal["lines"][offer][0], count]
                continue
            sku = order["skus"][offer]
            if sku and not house.skus.get(sku):
                house.sure(sku)
            goods = house.skus.get(sku) or [] if sku else []
            if len(goods) != 1:
                self.words[f"R{order['id']}"] = f"is left: {len(goods)} goods carry SKU {sku}"
                return None
            found[offer] = [house.identify(sku), count]
        return found

    def goods(self, house: Any, lines: dict[str, Any]) -> Goods:
        """Lines as goods on shelves."""
        pairs = [(good, Amount(count)) for good, count in lines.values()]
        kits = house.kits
        return total((p, n * m) for g, n in pairs for p, m in kits.get(g, {g: Amount(1)}).items())

    def settle(self, order: Json) -> None:
        """Give an order its one right document."""
        ref, home = f"R{order['id']}", self.routes.get(order["store"] or "")
        for name, house in self.houses.items():
            paper = self.one(order, house, house.papers.get(ref, []))
            if paper is None or name == home:
                continue
            if paper.left:
                if order["living"]:
                    self.words[ref] = f"was moved, but a part had left {name}"
                return
            if not paper.dead:
                self.call_off(order, name, paper)
        if not home or home not in self.houses:
            if home and order["living"]:
                self.troubles.append(f"{ref} waits for {home}")
            return
        house, deal = self.houses[home], self.deals.get(f"{ref} {home}")
        paper = self.one(order, house, house.papers.get(ref, []))
        if paper and deal and paper.dead and not deal["off"] and order["again"]:
            when = datetime.fromisoformat(order["again"]).replace(tzinfo=ZONE)
            seen = datetime.fromisoformat(paper.raw["updated_at"]).replace(microsecond=0)
            deal["off"] = deal.get("called off", False) or when >= seen
        order["again"] = None  # from here on it is in what is agreed
        lines = self.wants(order, house, deal) if order["living"] else {}
        if lines is not None:
            agreed = self.goods(house, deal["lines"] if deal else {})
            todo = plan(order, deal, paper, self.goods(house, lines), agreed)
            self.carry_out(order, home, paper, todo, lines)

    def call_off(self, order: Json, name: str, paper: Paper) -> None:
        """Say that it is we who call it off, look once more, and do it."""
        ref, house = f"R{order['id']}", self.houses[name]
        self.deals.setdefault(f"{ref} {name}", {"lines": {}, "off": True})["off"] = True
        self.store.save()
        now = next(p for p in house.look(ref) if p.id == paper.id)
        if not now.left and not now.dead:
            house.off(now)
        house.papers[ref] = house.look(ref)

    def carry_out(
        self, order: Json, home: str, paper: Paper | None, todo: Plan, lines: dict[str, Any]
    ) -> None:
        """Do what was planned, and remember what was agreed on."""
        ref, house, key = f"R{order['id']}", self.houses[home], f"R{order['id']} {home}"
        deal = self.deals.get(key)
        if todo.why:
            self.words[ref] = todo.why
        if todo.act == "off" and paper:
            self.call_off(order, home, paper)
        elif todo.act == "make":
            if not todo.goals:
                self.words[ref] = "has no lines"
                return
            self.make(order, home, todo.goals)
        elif todo.act and paper:
            house.change(paper, todo.goals, todo.act == "revive")
            house.papers[ref] = house.look(ref)
        if deal and paper and paper.dead and not todo.act:
            deal["called off"] = True
            deal["off"] = deal["off"] or not order["living"]
        if (
            order["living"]
            and not (paper and paper.dead and not todo.act)
            and house.papers.get(ref)
            and not (todo.why and (todo.goals or (paper and paper.done)))
        ):
            self.deals[key] = {"lines": lines, "off": False}
        self.store.save()

    def make(self, order: Json, home: str, goods: Goods) -> None:
        """Make a document, when no warehouse has one; a lost answer is settled by a look."""
        ref = f"R{order['id']}"
        for name in sorted(set(self.routes.values())):
            if name not in self.houses:
                raise NotDone(f"{name} cannot say whether it has it")
            house = self.houses[name]
            house.papers[ref] = house.look(ref)
            if any(name == home or p.left or not p.dead for p in house.papers[ref]):
                raise NotDone(f"{name} has it, though its list did not say so")
        house = self.houses[home]
        try:
            house.make(order, goods)
        except NotDone:
            house.papers[ref] = house.look(ref)
            if not house.papers[ref]:
                raise
        house.papers[ref] = house.look(ref)

    def leave(self, order: Json) -> None:
        """Ship from Wherefour, and tell the shop once what has left whole."""
        ref = f"R{order['id']}"
        for name, house in self.houses.items():
            paper = self.one(order, house, house.papers.get(ref, []))
            if paper is None or (name != self.routes.get(order["store"] or "") and not paper.left):
                continue
            if order["living"] and not paper.dead and house.ship(paper):
                paper = next(p for p in house.look(ref) if p.id == paper.id)
            deal = self.deals.get(f"{ref} {name}")
            lines = self.wants(order, house, deal) if order["living"] else {}
            want = self.goods(house, lines or {}) if order["living"] else paper.asked
            whole = lines is not None and all(paper.out.get(g, 0) >= n for g, n in want.items())
            if paper.left and whole and not order["shipped"]:
                here = self.routes.get(order["store"] or "") == name
                place = order["store"] if here else {w: s for s, w in self.routes.items()}[name]
                day = datetime.fromisoformat(paper.when).astimezone(ZONE).strftime("%Y-%m-%d")
                self.tell(order, shipped=True, shipmentStore=place, shipmentDate=day)
            elif order["shipped"] and not paper.left and not any(p.left for p in house.look(ref)):
                self.tell(order, shipped=False)
            return

    def tell(self, order: Json, **fields: Any) -> None:
        """Tell the shop, unless the order has changed; our copy is doubtful until it is done."""
        was = {k: order[k] for k in ("lines", "living", "shipped", "store")}
        self.fetch(order["id"])
        now = self.orders[str(order["id"])]
        if was != {k: now[k] for k in was}:
            self.store.save()
            raise NotDone("it has changed meanwhile")
        self.store.data["dirty"].append(order["id"])
        self.store.save()
        form = {"by": "id", "site": order["site"], "order": fields}
        self.shop("POST", f"/orders/{order['id']}/edit", json=form)
        now["shipped"] = fields["shipped"]
        self.store.data["dirty"].remove(order["id"])
        self.store.save()

    def show(self) -> None:
        """Upload the numbers that differ; a lower one is asked for once more."""
        rows: dict[str, list[Json]] = defaultdict(list)
        unknown = {name: self.unknown(name) for name in self.houses}
        page, pages = 1, 1
        while page <= pages:
            query = {"filter[details]": 1, "limit": 250, "page": page}
            answer = self.get("/store/inventories", **query)
            for offer in answer["offers"]:
                self.guarded(f"offer {offer['id']}", self.compare, offer, unknown, rows)
            page, pages = page + 1, answer["pagination"]["totalPageCount"]
        for site, found in rows.items():
            for start in range(0, len(found), 250):
                self.guarded(site, self.upload, site, found[start : start + 250])

    def unknown(self, name: str) -> Goods:
        """What orders want that have no document there."""
        house, found = self.houses[name], dict[str, Any]()
        for order in self.orders.values():
            mine = self.routes.get(order["store"] or "") == name
            if not mine or not order["living"] or order["shipped"]:
                continue
            for offer, count in order["lines"].items():
                goods = house.skus.get(order["skus"][offer]) or []
                if len(goods) == 1 and not house.papers.get(f"R{order['id']}"):
                    found[f"{order['id']} {offer}"] = [goods[0], count]
        return self.goods(house, found)

    def compare(self, offer: Json, unknown: dict[str, Goods], rows: dict[str, list[Json]]) -> None:
        """One offer at every store."""
        shown = {row["store"]: row["quantity"] for row in offer["stores"]}
        sku, places = offer.get("externalId"), []
        for store, name in self.routes.items():
            if not sku or name not in self.houses:
                continue
            right = self.right(name, sku, unknown[name])
            if right < shown.get(store, 0):
                self.houses[name].sure(sku)
                right = self.right(name, sku, unknown[name])
            if right != shown.get(store, 0):
                places.append({"code": store, "available": right})
        if places:
            rows[offer["site"]].append({"id": offer["id"], "stores": places})

    def right(self, name: str, sku: str, unknown: Goods) -> int:
        """The number of a SKU."""
        house = self.houses[name]
        goods = house.skus.get(sku) or []
        if len(goods) != 1:
            return 0
        parts = house.kits.get(goods[0], {goods[0]: Amount(1)})
        free = [(house.promise(part) - unknown[part]) / each for part, each in parts.items()]
        return max(0, int(min([house.promise(goods[0]), *free]) // 1))

    def upload(self, site: str, rows: list[Json]) -> None:
        """Send rows; when they are refused, find the one that is to blame."""
        form = {"site": site, "offers": rows}
        try:
            answer = self.shop("POST", "/store/inventories/upload", json=form).json()
        except Refusal as error:
            if len(rows) == 1:
                self.words[f"offer {rows[0]['id']}"] = f"is refused: {error}"[:110]
                return
            for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
                self.upload(site, half)
            return
        if answer["processedOffersCount"] + len(answer.get("notFoundOffers", ())) < len(rows):
            raise NotDone("the shop left rows out")
