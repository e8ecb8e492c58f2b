"""A right engine that follows the shop's history: it reads the orders that others have changed.

It keeps in `state.json` how far it has read, a copy of every order, and for each what its document
was made to ask for. What to do about an order is planned by a function without side effects, and
every intent is written down before it is carried out. Written from the documentation alone.
"""

import fcntl
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction as Amount
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import httpx

Json = dict[str, Any]
Goods = dict[Any, Amount]
HERE = Path(os.environ["STOCKTAKE_STATE_DIR"])
NOW = datetime.fromisoformat(os.environ["STOCKTAKE_NOW"])
ZONE = ZoneInfo(os.environ.get("STOCKTAKE_ZONE") or "America/Los_Angeles")
PACED = os.environ.get("STOCKTAKE_CLOCK") == "flowing"
CODE = "incremental-sync"


class NotDone(Exception):  # noqa: N818 - it is an outcome, not a mistake
    """No answer, or none that can be read: whether it was done is unknown."""


class Refusal(NotDone):
    """The system refused it: it was not done."""


def caller(base: str, wait: float = 0, **kw: Any) -> Callable[..., httpx.Response]:
    """A function that calls one system, slowly enough, and again after `429`."""
    client = httpx.Client(base_url=base, timeout=6, **kw)

    def call(method: str, path: str, **more: Any) -> httpx.Response:
        """Reads are tried three times, writes once."""
        text = "it was refused too often"
        for left in (2, 1, 0) if method == "GET" else (0,) * 3:
            time.sleep(wait)
            try:
                answer = client.request(method, path, **more)
                text = f"{answer.status_code} {answer.text[:80]}"
                if answer.is_success:
                    answer.content and answer.json()
                    return answer
                if answer.status_code == 429 or (PACED and answer.status_code == 503):
                    time.sleep(float(answer.headers.get("retry-after", 1)) + 0.1)
                    continue
            except (httpx.HTTPError, ValueError) as error:
                text = repr(error)
            else:
                if answer.is_client_error:
                    raise Refusal(f"{method} {path}: {text}")
            if not left:
                break
        raise NotDone(f"{method} {path}: {text}")

    return call


class Paper(NamedTuple):
    """A warehouse's document of an order."""

    id: int
    raw: Json
    lines: list[tuple[int, Any, Amount]]  # id of the line, good, how many
    out: Goods
    dead: bool
    owes: bool
    when: str

    @property
    def asked(self) -> Goods:
        """What it asks of each good."""
        return total((good, count) for _, good, count in self.lines)

    @property
    def left(self) -> bool:
        """Has anything left?"""
        return any(self.out.values())

    @property
    def done(self) -> bool:
        """Has everything left?"""
        return self.left and all(self.out.get(g, 0) >= n for g, n in self.asked.items())


def total(pairs: Any) -> Goods:
    """Pairs of a good and a count, added up."""
    found: Goods = defaultdict(Amount)
    for good, count in pairs:
        found[good] += count
    return found


class Store:
    """The state, written whole to another file that then takes the place of the old one."""

    def __init__(self) -> None:
        self.path = HERE / "state.json"
        blank = {"since": 0, "orders": {}, "deals": {}, "dirty": [], "surplus": []}
        self.data: Json = json.loads(self.path.read_text()) if self.path.exists() else blank

    def save(self) -> None:
        """Write the state; whoever kills us in here leaves the old one."""
        spare = self.path.with_suffix(".new")
        with spare.open("w") as file:
            json.dump(self.data, file)
            file.flush()
            os.fsync(file.fileno())
        spare.replace(self.path)


class Wherefour:
    """Lots by pull strategy; the engine counts documents, and ships."""

    def __init__(self) -> None:
        who = (os.environ["WHEREFOUR_USERNAME"], os.environ["WHEREFOUR_PASSWORD"])
        self.call = caller(os.environ["WHEREFOUR_BASE_URL"], auth=who)
        self.kits: dict[Any, Goods] = {}

    def rows(self, path: str, **query: Any) -> Iterator[Json]:
        """A list, as far as `Link` goes."""
        page = 0
        while page := page + 1:
            answer = self.call("GET", path, params={**query, "page": page})
            yield from answer.json()
            if 'rel="next"' not in answer.headers.get("link", ""):
                return

    def load(self) -> None:
        """The catalogue and every order."""
        self.items = {row["id"]: row for row in self.rows("/inventory", per_page=100)}
        self.skus: dict[str, list[Any]] = defaultdict(list)
        for row in self.items.values():
            if row["sku"] and not row["retired"]:
                self.skus[row["sku"]].append(row["id"])
        self.lots: Goods = {}
        sent = defaultdict(list)
        for row in self.rows("/shipments", per_page=100):
            sent[row["order_id"]].append(row)
        self.papers: dict[str, list[Paper]] = defaultdict(list)
        self.owed: Goods = defaultdict(Amount)
        for row in self.rows("/orders", per_page=100):
            paper = self.paper(row, sent[row["id"]])
            self.papers[row["order_number"]].append(paper)
            for good, count in paper.asked.items() if paper.owes else ():
                self.owed[good] += max(Amount(0), count - paper.out.get(good, 0))

    def size(self, good: Any, name: str) -> Amount:
        """How many units of use a unit of an item holds."""
        item = self.items.get(good, {"conversions": []})
        for row in item["conversions"]:
            if row["unit_of_measurement"] == item[name] != item["unit_of_use"]:
                return Amount(row["to_count"]) / Amount(row["from_count"])
        return Amount(1)

    def paper(self, row: Json, sent: list[Json]) -> Paper:
        """An order; its shipments speak of names, so they are looked up in its lines."""
        lines = row["order_items"]
        goods = {line["sku"]: line["inventory_id"] for line in lines}
        goods |= {line["inventory"]["name"]: line["inventory_id"] for line in lines}
        goods |= {line["name"]: line["inventory_id"] for line in lines}
        out: Goods = defaultdict(Amount)
        for part in (part for one in sent for part in one["shipment_items"]):
            good = goods.get(part["inventory_name"], goods.get(part["inventory_sku"]))
            ratio = self.size(good, "unit_of_pick_and_ship") / self.size(good, "unit_of_order")
            out[good] += Amount(part["count"]) * ratio
        status = row["status"]
        counts = [(line["id"], line["inventory_id"], Amount(line["count"])) for line in lines]
        owes = status in ("pending", "open", "partially shipped", "on hold")
        when = max((one["ship_date"] for one in sent), default="")
        return Paper(row["id"], row, counts, out, status in ("canceled", "archived"), owes, when)

    def look(self, ref: str) -> list[Paper]:
        """The documents of one reference, now."""
        found = []
        for row in list(self.rows("/orders/search", order_number=ref)):
            path = f"/customers/{row['customer']['id']}/orders/{row['id']}/shipments"
            found.append(self.paper(row, list(self.rows(path))))
        return found

    def free(self, good: Any) -> Amount:
        """What auto-ship could take, in units of order."""
        if good not in self.lots:
            picked = self.items[good]["pull_strategy"] == "Hand Pick"
            rows = [] if picked else list(self.rows(f"/inventory/{good}/stocks"))
            self.seen = sum(Amount(row["count"]) for row in rows if row["status"] != "inactive")
            ready = (
                Amount(row["count"])
                for row in rows
                if row["status"] == "active"
                and (row["location"] or {"allowed_for_pick_and_ship": True})[
                    "allowed_for_pick_and_ship"
                ]
            )
            self.lots[good] = sum(ready, Amount(0)) / self.size(good, "unit_of_order")
        return self.lots[good]

    def promise(self, good: Any) -> Amount:
        """What is free and owed to nobody."""
        return self.free(good) - self.owed[good]

    def sure(self, sku: str) -> None:
        """Ask for one SKU and its lots; fewer of them than on hand are no answer."""
        rows = [row for row in self.rows("/inventory/search", sku_list=sku) if row["sku"] == sku]
        self.skus[sku] = [row["id"] for row in rows if not row["retired"]]
        for row in rows:
            self.items[row["id"]] = row
            self.lots.pop(row["id"], None)
            self.free(row["id"])
            if row["pull_strategy"] != "Hand Pick" and self.seen < Amount(row["on_hand"]):
                raise NotDone(f"{sku}: some lots were not listed")

    def identify(self, sku: str) -> Any:
        """The good of a SKU that one item carries."""
        return self.skus[sku][0]

    def customer(self, order: Json) -> int:
        """The customer with this shopper's mark, or a new one."""
        mark = f"(R{order['customer']})" if order["customer"] else f"(order R{order['id']})"
        for _ in range(2):
            found = list(self.rows("/customers/search", display_name=mark))
            if ids := [row["id"] for row in found if row["display_name"].endswith(mark)]:
                return min(ids)
            body = {"display_name": f"{order['name']} {mark}", "kind": "consumer"}
            try:
                return self.call("POST", "/customers", json=body).json()["id"]
            except NotDone:
                continue
        raise NotDone(f"no customer {mark}")

    def make(self, order: Json, goods: Goods) -> None:
        """A new order."""
        rows = [{"inventory_id": good, "count": float(count)} for good, count in goods.items()]
        body: Json = {"order_number": f"R{order['id']}", "status": "open"}
        body |= {"order_date": f"{NOW.astimezone(ZONE):%Y-%m-%d}", "order_items_attributes": rows}
        self.call("POST", f"/customers/{self.customer(order)}/orders", json=body)

    def patch(self, paper: Paper, **body: Any) -> None:
        """Change an order."""
        owner = paper.raw["customer"]["id"]
        self.call("PATCH", f"/customers/{owner}/orders/{paper.id}", json=body)

    def change(self, paper: Paper, goals: Goods, revive: bool) -> None:
        """Other counts, in one request with the new status."""
        rows: list[Json] = []
        for good, count in goals.items():
            ids = [line for line, mine, _ in paper.lines if mine == good]
            keep = 1 if count else 0
            rows += [{"id": line, "count": float(count)} for line in ids[:keep]]
            rows += [{"id": line, "_destroy": True} for line in ids[keep:]]
            rows += [{"inventory_id": good, "count": float(count)}] if count and not ids else []
        status = {"status": "open"} if revive else {}
        self.patch(paper, order_items_attributes=rows, **status)

    def off(self, paper: Paper) -> None:
        """Call an order off."""
        self.patch(paper, status="canceled")

    def ship(self, paper: Paper) -> bool:
        """Ship what can be shipped; say whether anything was asked of the warehouse."""
        open_ = paper.owes and paper.raw["status"] != "on hold"
        rest = [good for good, count in paper.asked.items() if count > paper.out.get(good, 0)]
        if not open_ or not any(good in self.items and self.free(good) > 0 for good in rest):
            return False
        path = f"/customers/{paper.raw['customer']['id']}/orders/{paper.id}/auto_ship"
        self.lots.clear()
        self.call("POST", path, json={"delivery_method": "UPS Ground"})
        return True


class WholeCell:
    """Units; people commit and ship them."""

    def __init__(self) -> None:
        who = (os.environ["WHOLECELL_APP_ID"], os.environ["WHOLECELL_APP_SECRET"])
        self.call = caller(os.environ["WHOLECELL_BASE_URL"], 0.55 if PACED else 0, auth=who)
        self.kits: dict[Any, Goods] = {}

    def rows(self, path: str, **query: Any) -> Iterator[Json]:
        """A list, up to `pages`."""
        page, pages = 1, 1
        while page <= pages:
            answer = self.call("GET", path, params={**query, "page": page}).json()
            yield from answer["data"]
            page, pages = page + 1, answer["pages"]

    def load(self) -> None:
        """The stock levels and every order, oldest first."""
        filters = {"inventory_statuses[]": "Available"}
        self.levels = {row["sku"]: row for row in self.rows("/stock_levels", **filters)}
        self.skus: dict[str, list[Any]] = {sku: [sku] for sku in self.levels}
        self.kinds: dict[str, int] = {}
        self.late: Counter[str] = Counter()
        self.papers: dict[str, list[Paper]] = defaultdict(list)
        for row in reversed(list(self.rows("/sales_orders"))):
            paper = self.paper(row)
            self.papers[row["transaction_number"] or ""].append(paper)
            late = NOW - datetime.fromisoformat(row["created_at"]) > timedelta(days=90)
            for item in row["items"]:
                if kind := item["product_variation"]:
                    self.kinds[kind["sku"]] = min(
                        kind["id"], self.kinds.get(kind["sku"], kind["id"])
                    )
                    rest = max(0, item["quantity"] - item["committed_quantity"])
                    self.late[kind["sku"]] += rest if late and paper.owes else 0

    def paper(self, row: Json) -> Paper:
        """An order, that leaves whole."""
        lines = [
            (
                item["id"],
                (item["product_variation"] or {"id": item["sku"]})["id"],
                Amount(item["quantity"]),
            )
            for item in row["items"]
        ]
        gone = row["shipped_at"]
        out = total((good, count) for _, good, count in lines) if gone else {}
        owes = not gone and row["status"] not in ("Canceled", "Shipped", "Draft")
        return Paper(row["id"], row, lines, out, row["status"] == "Canceled", owes, gone or "")

    def look(self, ref: str) -> list[Paper]:
        """The documents of one reference, now."""
        return [self.paper(row) for row in self.rows("/sales_orders", transaction_number=ref)][::-1]

    def promise(self, good: Any) -> Amount:
        """What is available, less what orders over 90 days old still wait for."""
        return Amount(self.levels[good]["available"] - self.late[good])

    def sure(self, sku: str) -> None:
        """Count the units of one SKU; when the level says otherwise, nobody knows."""
        units = list(self.rows("/inventories", sku=sku))
        free = [u for u in units if u["status"] == "Available" and not u["order_id"]]
        if len(free) != self.levels.get(sku, {"on_hand": 0})["on_hand"]:
            raise NotDone(f"{sku}: units and level differ")

    def identify(self, sku: str) -> Any:
        """The oldest variation with a SKU, which an order for it gets; without a unit the SKU."""
        if sku not in self.kinds:
            units = [u["product_variation"]["id"] for u in self.rows("/inventories", sku=sku)]
            self.kinds |= {sku: min(units)} if units else {}
        return self.kinds.get(sku, sku)

    def item(self, good: Any, count: Amount) -> Json:
        """A new item."""
        return {
            "sku" if good == str(good) else "product_variation_id": good,
            "quantity": int(count),
        }

    def make(self, order: Json, goods: Goods) -> None:
        """A new order."""
        body: Json = {"transaction_number": f"R{order['id']}", "customer": order["name"]}
        body |= {"channel": "RetailCRM", "items": [self.item(*pair) for pair in goods.items()]}
        self.call("POST", "/sales_orders", json=body)

    def change(self, paper: Paper, goals: Goods, revive: bool) -> None:
        """Other quantities, the whole list; units in the way are released before."""
        rows, told = [], set()
        for line, good, count in paper.lines:
            new = (goals[good] if good not in told else 0) if good in goals else count
            told.add(good)
            rows += [{"id": line, "quantity": int(new)}] if new else []
        rows += [self.item(g, n) for g, n in goals.items() if n and g not in told]
        room = {row["id"]: row["quantity"] for row in rows if "id" in row}
        kept = []
        for unit in paper.raw["inventories"]:
            line = unit["order_item_id"]
            if line is None or room.get(line, 0) > 0:
                kept.append({"hex_id": unit["hex_id"]})
                room[line] = room.get(line, 0) - 1
        path = f"/sales_orders/{paper.id}"
        if len(kept) < len(paper.raw["inventories"]):
            self.call("PATCH", path, json={"inventories": kept})
        status = {"status": "New"} if revive else {}
        self.call("PATCH", path, json={**status, **({"items": rows} if goals else {})})

    def off(self, paper: Paper) -> None:
        """Call an order off, and release its units."""
        body = {"status": "Canceled", "inventories": []}
        self.call("PATCH", f"/sales_orders/{paper.id}", json=body)

    def ship(self, paper: Paper) -> bool:
        """People ship."""
        return False


class Whiplash:
    """Items in two buildings; people ship."""

    def __init__(self) -> None:
        key = {"X-API-KEY": os.environ["WHIPLASH_API_KEY"]}
        self.call = caller(os.environ["WHIPLASH_BASE_URL"], headers=key)

    def rows(self, path: str) -> Iterator[Json]:
        """A list in the order of ids, until a page brings nothing new."""
        last, page = 0, 0
        while page := page + 1:
            query = {"limit": 250, "page": page, "order_by": "id ASC"}
            rows = [r for r in self.call("GET", path, params=query).json() if r["id"] > last]
            if not rows:
                return
            last = rows[-1]["id"]
            yield from rows

    def load(self) -> None:
        """The items, what bundles consist of, and every order."""
        self.items = {row["id"]: row for row in self.rows("/items")}
        self.skus: dict[str, list[Any]] = defaultdict(list)
        for row in self.items.values():
            self.skus[row["sku"]].append(row["id"])
        self.kits: dict[Any, Goods] = {}
        for row in self.rows("/bundle_items"):
            self.kits.setdefault(row["bundle_id"], {})[row["item_id"]] = Amount(row["quantity"])
        self.papers: dict[str, list[Paper]] = defaultdict(list)
        for row in self.rows("/orders"):
            self.papers[row["originator_id"]].append(self.paper(row))

    def paper(self, row: Json) -> Paper:
        """An order, that leaves whole; its packaging was not ordered."""
        items = [item for item in row["order_items"] if not item["packaging"]]
        lines = [(item["id"], item["item_id"], Amount(item["quantity"])) for item in items]
        gone = row["status"] >= 300 and row["shipped_on"]
        out = total((good, count) for _, good, count in lines) if gone else {}
        return Paper(row["id"], row, lines, out, row["status"] in (40, 45), False, gone or "")

    def look(self, ref: str) -> list[Paper]:
        """The document of one reference, now."""
        row = self.call("GET", f"/orders/originator/{ref}").json()
        return [self.paper(row)] if row else []

    def promise(self, good: Any) -> Amount:
        """The quantity of an item; a part that the list misses is asked for."""
        if good not in self.items:
            self.items[good] = self.call("GET", f"/items/{good}").json()
        return Amount(self.items[good]["quantity"])

    def sure(self, sku: str) -> None:
        """Ask for one SKU."""
        found = self.call("GET", "/items/sku", params={"sku": sku}).json()
        rows = [row for row in found if row["sku"] == sku]
        self.items |= {row["id"]: row for row in rows}
        self.skus[sku] = [row["id"] for row in rows]
        if any(row["is_bundle"] and row["id"] not in self.kits for row in rows):
            raise NotDone(f"{sku}: a bundle without parts")

    def identify(self, sku: str) -> Any:
        """The good of a SKU that one item carries."""
        return self.skus[sku][0]

    def make(self, order: Json, goods: Goods) -> None:
        """A new order."""
        rows = [{"item_id": good, "quantity": int(count)} for good, count in goods.items()]
        body = {"originator_id": f"R{order['id']}", "shipping_name": order["name"]}
        self.call("POST", "/orders", json={**body, "order_items": rows})

    def change(self, paper: Paper, goals: Goods, revive: bool) -> None:
        """Take it up first, for a cancelled order takes no lines; then line by line."""
        if revive:
            self.call("PUT", f"/orders/{paper.id}/uncancel")
        for good, count in goals.items():
            ids = [line for line, mine, _ in paper.lines if mine == good]
            if count and ids:
                self.call("PUT", f"/order_items/{ids[0]}", json={"quantity": int(count)})
            elif count:
                body = {"order_id": paper.id, "item_id": good, "quantity": int(count)}
                self.call("POST", "/order_items", json=body)
            for line in ids[1 if count else 0 :]:
                self.call("DELETE", f"/order_items/{line}")

    def off(self, paper: Paper) -> None:
        """Call an order off."""
        self.call("PUT", f"/orders/{paper.id}/cancel")

    def ship(self, paper: Paper) -> bool:
        """People ship."""
        return False


class Plan(NamedTuple):
    """What is to be done about an order, and why it is left."""

    act: str = ""  # make, off, change, revive
    goals: Goods = {}  # noqa: RUF012 - never changed
    why: str = ""


def plan(order: Json, deal: Json | None, paper: Paper | None, want: Goods, agreed: Goods) -> Plan:
    """Decide what the order's document at its own warehouse needs; looks at nothing else."""
    if not order["living"]:
        return Plan("off") if paper and not paper.dead and not paper.left else Plan()
    if paper is None:
        return Plan() if order["shipped"] else Plan("make", want)
    again = bool(deal and deal["off"]) or not deal
    if paper.dead and (paper.left or not again):
        return Plan(why="was called off by the warehouse")
    goals, why = dict[Any, Amount](), ""
    for good in {*want, *agreed, *paper.asked}:
        has, goal = paper.asked[good], max(want[good], paper.out.get(good, Amount(0)))
        if has != goal and (paper.dead or not deal or want[good] != agreed[good]):
            goals[good] = goal
        elif has < goal:
            why = "was called off in part by the warehouse"
    if goals and paper.done:
        return Plan(why="was changed after all of it had left")
    if not any(want.values()):
        return Plan("" if paper.dead or paper.left else "off", why="wants nothing any more")
    return Plan("revive" if paper.dead else "change" if goals else "", goals, why)


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


if __name__ == "__main__":
    with (HERE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            sys.exit(Engine().run())
        except NotDone as error:
            print("trouble:", error)
            sys.exit(1)
