"""A sync engine that stays up: JSON lines on standard input, callbacks of shop and warehouse.

Each warehouse has an agent; the agents work at the same time, in threads, and a round goes through
phases: withdraw what is not theirs, match what is, ship, then the numbers. When the shop asks for
its inventories, fresh agents read everything anew beside whatever round is under way.
"""

import fcntl
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import httpx

Goods = dict[int, Fraction]
NOTHING = Fraction(0)
OPEN = {"pending", "open", "partially shipped", "on hold"}
HOOK_PATH = "hooks/listening-engine"


class DeniedError(Exception):
    """An answer of 4xx: nothing was done."""


class UnknownError(Exception):
    """What happened is not known, or what was read cannot be believed."""


class Wire:
    """A connection that several threads may use; where calls are counted it lets them in slowly."""

    def __init__(self, base: str, pace: float, **options: Any) -> None:
        self.http = httpx.Client(base_url=base, timeout=6.0, **options)
        self.pace, self.flows, self.wrote = pace, pace > 0, False
        self.turn, self.free_at = threading.Lock(), time.monotonic() + pace

    def exchange(self, method: str, path: str, what: dict[str, Any]) -> httpx.Response:
        """One exchange, when it is this caller's turn; a refusal by a limit only takes time."""
        with self.turn:
            while True:
                time.sleep(max(0.0, self.free_at - time.monotonic()))
                try:
                    reply = self.http.request(method, path, **what)
                finally:
                    self.free_at = time.monotonic() + self.pace
                if reply.status_code != 429 and not (self.flows and reply.status_code == 503):
                    return reply
                wait = float(reply.headers.get("retry-after", 1))
                self.free_at = time.monotonic() + wait + 0.1

    def call(self, method: str, path: str, **what: Any) -> tuple[Any, httpx.Response]:
        """An exchange with an answer that can be read; reads are tried three times."""
        self.wrote |= method != "GET"
        why = ""
        for _ in range(3 if method == "GET" else 1):
            try:
                reply = self.exchange(method, path, what)
                if reply.status_code < 400:
                    return (reply.json() if reply.content else None), reply
                why = f"{reply.status_code} {reply.text[:90]}"
                if reply.status_code < 500:
                    raise DeniedError(f"{method} {path}: {why}")
            except (httpx.HTTPError, ValueError) as trouble:
                why = repr(trouble)
        raise UnknownError(f"{method} {path}: {why}")

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        return self.call("GET", path, params=query)[0]


@dataclass
class Paper:
    """A document at a warehouse."""

    id: int
    number: str
    stands: bool
    row: dict[str, Any]
    left_at: str = ""
    asked: Goods = field(default_factory=lambda: defaultdict(Fraction))
    out: Goods = field(default_factory=lambda: defaultdict(Fraction))

    def waits(self) -> Goods:
        """What it asks for and what has not left."""
        rest = {good: n - self.out.get(good, NOTHING) for good, n in self.asked.items()}
        return {good: n for good, n in rest.items() if n > 0}


class Agent:
    """What the agents of all warehouses have in common."""

    whole_units = True
    one = "/orders/"

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.papers: dict[str, dict[int, Paper]] = defaultdict(dict)

    def file(self, row: dict[str, Any]) -> Paper:
        """File a document as it is now."""
        paper = self.paper(row)
        self.papers[paper.number][paper.id] = paper
        return paper

    def named(self, number: str) -> list[Paper]:
        """Documents of a number: standing ones first, of these what has left, then the oldest."""
        papers = self.papers[number].values() if number in self.papers else []
        return sorted(papers, key=lambda paper: (not paper.stands, not paper.out, paper.id))

    def recall(self, known: int | None) -> None:
        """Look at a document that was there before, if no list has it."""
        if known and all(paper.id != known for paper in self.every()):
            self.file(self.wire.get(f"{self.one}{known}"))

    def every(self) -> list[Paper]:
        """All documents."""
        return [paper for papers in list(self.papers.values()) for paper in papers.values()]

    def paper(self, row: dict[str, Any]) -> Paper:
        """Read a document in this warehouse's words."""
        raise NotImplementedError

    def ship(self, paper: Paper) -> Paper:
        """People ship."""
        return paper


class Wherefour(Agent):
    """Lots, customers, orders; ships by auto-ship."""

    whole_units = False

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list as far as its links lead; all that it announces, or no answer."""
        rows: dict[int, dict[str, Any]] = {}
        query |= {"page": 1, "per_page": 100}
        while True:
            part, reply = self.wire.call("GET", path, params=query)
            rows.update((row["id"], row) for row in part)
            if "next" not in reply.links:
                break
            query["page"] += 1
        if len(rows) < int(reply.headers.get("total", 0)):
            raise UnknownError(f"{path} is short")
        return list(rows.values())

    def load(self) -> None:
        """Items, shipments, orders."""
        self.items = {row["id"]: row for row in self.rows("/inventory")}
        self.shelves: Goods = {}
        self.parcels: dict[int, list[Any]] = defaultdict(list)
        for row in self.rows("/shipments"):
            self.parcels[row["order_id"]].append(row)
        for row in self.rows("/orders"):
            self.file(row)

    def look(self, number: str) -> list[Paper]:
        """Search for documents of a number."""
        for row in self.rows("/orders/search", order_number=number):
            self.parcels[row["id"]] = self.rows(self.path(row) + "/shipments")
            self.file(row)
        return self.named(number)

    def path(self, row: dict[str, Any]) -> str:
        """The address of an order below its customer."""
        return f"/customers/{row['customer']['id']}/orders/{row['id']}"

    def uses(self, good: int, unit: str) -> Fraction:
        """Units of use in one of the item's other units."""
        item = self.items.get(good, {"conversions": []})
        for row in item["conversions"]:
            if row["unit_of_measurement"] == item[unit] != item["unit_of_use"]:
                return Fraction(row["to_count"]) / Fraction(row["from_count"])
        return Fraction(1)

    def paper(self, row: dict[str, Any]) -> Paper:
        """An order and its shipments, which tell their goods by name."""
        paper = Paper(row["id"], row["order_number"], row["status"] != "canceled", row)
        names = {}
        for line in row["order_items"]:
            names[line["inventory"]["name"]] = line["inventory_id"]
            if Fraction(line["count"]):
                paper.asked[line["inventory_id"]] += Fraction(line["count"])
        for parcel in self.parcels.get(row["id"], []):
            paper.left_at = max(paper.left_at, parcel["ship_date"])
            for part in parcel["shipment_items"]:
                good = names.get(part["inventory_name"], 0)
                units = self.uses(good, "unit_of_pick_and_ship") / self.uses(good, "unit_of_order")
                paper.out[good] += Fraction(part["count"]) * units
        return paper

    def goods(self, sku: str, sure: bool = True) -> Goods:
        """The item in use that alone has this SKU."""
        if sure and all(row["sku"] != sku for row in self.items.values()):
            self.items |= {row["id"]: row for row in self.rows("/inventory/search", sku_list=sku)}
        ids = [i for i, row in self.items.items() if row["sku"] == sku and not row["retired"]]
        return {ids[0]: Fraction(1)} if len(ids) == 1 else {}

    def shelf(self, good: int) -> Fraction:
        """What auto-ship could take, in units of order."""
        item = self.items.get(good)
        if item is None or item["retired"] or item["pull_strategy"] == "Hand Pick":
            return NOTHING
        if good not in self.shelves:
            self.shelves[good] = self.count(item) / self.uses(good, "unit_of_order")
        return self.shelves[good]

    def count(self, item: dict[str, Any]) -> Fraction:
        """Units in lots that may be taken; lots that make less than on_hand are asked again."""
        for _ in range(2):
            lots = self.rows(f"/inventory/{item['id']}/stocks")
            if sum(Fraction(lot["count"]) for lot in lots) >= Fraction(item["on_hand"]):
                lots = [lot for lot in lots if lot["status"] == "active"]
                places = [lot["location"] or {"allowed_for_pick_and_ship": True} for lot in lots]
                pairs = zip(lots, places, strict=True)
                may = [Fraction(x["count"]) for x, at in pairs if at["allowed_for_pick_and_ship"]]
                return sum(may, NOTHING)
            for row in self.rows("/inventory/search", sku_list=item["sku"]):
                item = row if row["id"] == item["id"] else item
        raise UnknownError(f"{item['sku']}: less in lots than on hand")

    def free(self, sku: str, unknown: Goods, sure: bool) -> Fraction | None:
        """What can be promised; None for a SKU not in the list, if nobody must be sure."""
        if not sure and all(row["sku"] != sku for row in self.items.values()):
            return None
        for good in self.goods(sku):
            papers = [paper for paper in self.every() if paper.row["status"] in OPEN]
            owed = sum((paper.waits().get(good, NOTHING) for paper in papers), NOTHING)
            return self.shelf(good) - owed - unknown.get(good, NOTHING)
        return NOTHING

    def create(self, number: str, order: dict[str, Any], name: str, goods: Goods) -> Paper:
        """An order for the customer who has the shop's mark."""
        mark = f"(R{(order.get('customer') or {}).get('id', 'x' + str(order['id']))})"
        rows = self.rows("/customers/search", display_name=mark)
        ids = sorted(row["id"] for row in rows if row["display_name"].endswith(mark))
        if not ids:
            who = {"customer": {"display_name": f"{name} {mark}"}}
            ids = [self.wire.call("POST", "/customers", json=who)[0]["id"]]
        lines = [{"inventory_id": good, "count": float(n)} for good, n in goods.items()]
        body = {"order_number": number, "status": "open", "order_items_attributes": lines}
        body |= {"order_date": order["createdAt"][:10]}
        return self.file(self.wire.call("POST", f"/customers/{ids[0]}/orders", json=body)[0])

    def patch(self, paper: Paper, **body: Any) -> Paper:
        """Change fields of an order."""
        return self.file(self.wire.call("PATCH", self.path(paper.row), json={"order": body})[0])

    def edit(self, paper: Paper, goods: Goods) -> Paper:
        """Only the lines that differ."""
        rest, lines = dict(goods), []
        for line in paper.row["order_items"]:
            n = rest.pop(line["inventory_id"], NOTHING)
            if n != Fraction(line["count"]):
                change = {"count": float(n)} if n else {"_destroy": True}
                lines.append({"id": line["id"]} | change)
        lines += [{"inventory_id": good, "count": float(n)} for good, n in rest.items()]
        return self.patch(paper, order_items_attributes=lines)

    def cancel(self, paper: Paper) -> Paper:
        """Call off."""
        return self.patch(paper, status="canceled")

    def reopen(self, paper: Paper) -> Paper:
        """Take up again."""
        return self.patch(paper, status="open")

    def ship(self, paper: Paper) -> Paper:
        """Ship what waits, if something of it is there; then see what that did."""
        waits = any(self.shelf(good) > 0 for good in paper.waits())
        if waits and paper.row["status"] in OPEN - {"on hold"}:
            try:
                how = {"delivery_method": "UPS Ground"}
                self.wire.call("POST", self.path(paper.row) + "/auto_ship", json=how)
            finally:
                self.items = {row["id"]: row for row in self.rows("/inventory")}
                self.shelves.clear()
                self.look(paper.number)
        return self.papers[paper.number][paper.id]


class WholeCell(Agent):
    """Units, sales orders, levels."""

    one = "/sales_orders/"

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list of `pages` pages."""
        rows: dict[Any, dict[str, Any]] = {}
        page, pages = 1, 1
        while page <= pages:
            answer, reply = self.wire.call("GET", path, params=query | {"page": page})
            rows.update((row["id"] if "id" in row else row["sku"], row) for row in answer["data"])
            page, pages = page + 1, answer["pages"]
        self.now = parsedate_to_datetime(reply.headers["date"])
        return list(rows.values())

    def load(self) -> None:
        """Orders first, then levels, which count them."""
        self.known: dict[str, Goods] = {}
        for row in self.rows("/sales_orders"):
            self.file(row)
        rows = self.rows("/stock_levels", **{"inventory_statuses[]": "Available"})
        self.levels = {row["sku"]: Fraction(row["available"]) for row in rows}

    def look(self, number: str) -> list[Paper]:
        """Search for documents of a number."""
        for row in self.rows("/sales_orders", transaction_number=number):
            self.file(row)
        return self.named(number)

    def paper(self, row: dict[str, Any]) -> Paper:
        """A sales order; it leaves whole."""
        stands = row["status"] != "Canceled" or bool(row["shipped_at"])
        paper = Paper(
            row["id"], row["transaction_number"] or "", stands, row, row["shipped_at"] or ""
        )
        for item in row["items"]:
            paper.asked[self.good(item)] += item["quantity"]
        paper.out.update(paper.asked if paper.left_at else {})
        return paper

    def good(self, item: dict[str, Any]) -> int:
        """The variation, or the line itself where there is none."""
        return int(item["product_variation"]["id"] if item["product_variation"] else -item["id"])

    def goods(self, sku: str) -> Goods:
        """The variation that alone has units with this SKU."""
        if sku not in self.known:
            kinds = [row["product_variation"] for row in self.rows("/inventories", sku=sku)]
            ids = {kind["id"] for kind in kinds if kind["sku"] == sku}
            self.known[sku] = dict.fromkeys(ids, Fraction(1)) if len(ids) == 1 else {}
        return self.known[sku]

    def free(self, sku: str, unknown: Goods, sure: bool) -> Fraction | None:
        """The level; it forgets open orders after 90 days."""
        if sku not in self.levels:
            rows = self.rows("/inventories", sku=sku, status="Available") if sure else []
            if any(row["order_id"] is None for row in rows):
                raise UnknownError(f"{sku} has units but no level")
            return NOTHING if sure else None
        free = self.levels[sku]
        free -= sum((unknown.get(good, NOTHING) for good in self.known.get(sku, {})), NOTHING)
        for row in (paper.row for paper in self.every() if paper.stands and not paper.out):
            if self.now - datetime.fromisoformat(row["created_at"]) > timedelta(days=90):
                for item in row["items"] if row["status"] != "Draft" else []:
                    if (item["product_variation"] or {}).get("sku") == sku:
                        free -= max(0, item["quantity"] - item["committed_quantity"])
        return free

    def create(self, number: str, order: dict[str, Any], name: str, goods: Goods) -> Paper:
        """A sales order."""
        lines = [{"product_variation_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"transaction_number": number, "customer": {"name": name}, "items": lines}
        return self.file(self.wire.call("POST", "/sales_orders", json=body)[0])

    def patch(self, paper: Paper, **body: Any) -> Paper:
        """Change fields of an order."""
        return self.file(self.wire.call("PATCH", f"/sales_orders/{paper.id}", json=body)[0])

    def edit(self, paper: Paper, goods: Goods) -> Paper:
        """The whole list of lines, after the units were released that would be too many."""
        rest, lines, keep = dict(goods), [], []
        for item in paper.row["items"]:
            n = int(rest.pop(self.good(item), NOTHING))
            units = [
                x["hex_id"] for x in paper.row["inventories"] if x["order_item_id"] == item["id"]
            ]
            keep += units[:n]
            lines += [{"id": item["id"], "quantity": n}] if n else []
        if len(keep) < len(paper.row["inventories"]):
            self.patch(paper, inventories=[{"hex_id": unit} for unit in keep])
        lines += [{"product_variation_id": good, "quantity": int(n)} for good, n in rest.items()]
        return self.patch(paper, items=lines)

    def cancel(self, paper: Paper) -> Paper:
        """Call off, and give the units back."""
        return self.patch(paper, status="Canceled", inventories=[])

    def reopen(self, paper: Paper) -> Paper:
        """Take up again."""
        return self.patch(paper, status="New")


class Whiplash(Agent):
    """Items and bundles of them."""

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list, until a page brings nothing that is new."""
        rows: dict[int, dict[str, Any]] = {}
        page, fresh = 1, True
        while fresh:
            answer = self.wire.get(path, limit=250, page=page, order_by="id ASC", **query)
            fresh = any(row["id"] not in rows for row in answer)
            rows.update((row["id"], row) for row in answer)
            page += 1
        return list(rows.values())

    def load(self) -> None:
        """Bundles, orders, then items, whose quantities count the orders."""
        self.parts: dict[int, Goods] = defaultdict(dict)
        for part in self.rows("/bundle_items"):
            self.parts[part["bundle_id"]][part["item_id"]] = Fraction(part["quantity"])
        for row in self.rows("/orders"):
            self.file(row)
        self.items = {row["id"]: row for row in self.rows("/items")}

    def look(self, number: str) -> list[Paper]:
        """Ask for the document of a number."""
        row = self.wire.get(f"/orders/originator/{number}")
        if row:
            self.file(row)
        return self.named(number)

    def paper(self, row: dict[str, Any]) -> Paper:
        """An order; it leaves whole."""
        left = row["shipped_on"] if row["status"] >= 300 else None
        stands = row["status"] not in (40, 45)
        paper = Paper(row["id"], row["originator_id"] or "", stands, row, left or "")
        for line in row["order_items"]:
            if not line["packaging"]:
                paper.asked[line["item_id"]] += line["quantity"]
        paper.out.update(paper.asked if left else {})
        return paper

    def goods(self, sku: str) -> Goods:
        """The item that alone has this SKU; of a bundle its parts."""
        if all(row["sku"] != sku for row in self.items.values()):
            self.items |= {row["id"]: row for row in self.wire.get("/items/sku", sku=sku)}
        ids = [i for i, row in self.items.items() if row["sku"] == sku]
        if len(ids) != 1:
            return {}
        if not self.items[ids[0]]["is_bundle"]:
            return {ids[0]: Fraction(1)}
        holds = [self.quantity(good) // n for good, n in self.parts[ids[0]].items()]
        if not holds or max(0, min(holds)) != max(0, self.items[ids[0]]["quantity"]):
            raise UnknownError(f"the parts of {sku} do not explain its quantity")
        return self.parts[ids[0]]

    def quantity(self, good: int) -> int:
        """How many of an item can be promised, also of one that the list misses."""
        if good not in self.items:
            self.items[good] = self.wire.get(f"/items/{good}")
        return int(self.items[good]["quantity"])

    def free(self, sku: str, unknown: Goods, sure: bool) -> Fraction | None:
        """The scarcest part, less what orders without a document want of it."""
        if not sure and all(row["sku"] != sku for row in self.items.values()):
            return None
        free = []
        for good, n in self.goods(sku).items():
            free.append((self.quantity(good) - unknown.get(good, NOTHING)) / n)
        return min(free, default=NOTHING)

    def create(self, number: str, order: dict[str, Any], name: str, goods: Goods) -> Paper:
        """An order."""
        lines = [{"item_id": good, "quantity": int(n)} for good, n in goods.items()]
        body = {"originator_id": number, "shipping_name": name, "order_items": lines}
        return self.file(self.wire.call("POST", "/orders", json=body)[0])

    def edit(self, paper: Paper, goods: Goods) -> Paper:
        """Lines that are new, that change, that go: one request each."""
        rest, gone = dict(goods), []
        for good in goods.keys() - paper.asked.keys():
            line = {"order_id": paper.id, "item_id": good, "quantity": int(rest.pop(good))}
            self.wire.call("POST", "/order_items", json=line)
        for line in (line for line in paper.row["order_items"] if not line["packaging"]):
            n = int(rest.pop(line["item_id"], NOTHING))
            if not n:
                gone.append(line["id"])
            elif n != line["quantity"]:
                self.wire.call("PUT", f"/order_items/{line['id']}", json={"quantity": n})
        for line_id in gone:
            self.wire.call("DELETE", f"/order_items/{line_id}")
        return self.file(self.wire.get(f"/orders/{paper.id}"))

    def cancel(self, paper: Paper) -> Paper:
        """Call off."""
        self.wire.call("PUT", f"/orders/{paper.id}/cancel")
        return self.file(self.wire.get(f"/orders/{paper.id}"))

    def reopen(self, paper: Paper) -> Paper:
        """Take up again."""
        self.wire.call("PUT", f"/orders/{paper.id}/uncancel")
        return self.file(self.wire.get(f"/orders/{paper.id}"))

    def hook(self, address: str) -> None:
        """Be told of shipments at this address, and at no former one of ours."""
        for row in self.rows("/web_hooks"):
            if row["url"].endswith(HOOK_PATH):
                if row["url"] == address and row["active"]:
                    return
                self.wire.call("DELETE", f"/web_hooks/{row['id']}")
        body = {"url": address, "format": "json", "event_name": "order.shipped"}
        self.wire.call("POST", "/web_hooks", json=body)


class Engine:
    """One world: its systems, what was agreed on its orders, its rounds and its answers."""

    def __init__(self, init: dict[str, Any]) -> None:
        self.env, self.client_id = dict(init["env"]), init.get("client_id")
        flows = init.get("clock") == "flowing"
        self.state = Path(init["state_dir"])
        self.file = self.state / "agreed.json"
        self.facts = json.loads(self.file.read_text()) if self.file.exists() else {}
        rows = json.loads(self.env.get("STOCKTAKE_ROUTES") or "[]")
        self.routes = {r["place"]: r["warehouse"] for r in rows if r["outlet"] == "retailcrm"}
        self.routes = self.routes or dict(init["map"])
        self.shop = self.wire("RETAILCRM", flows * 0.12, "/api/v5")
        paces = {"wholecell": flows * 0.56}
        names = sorted(set(self.routes.values()))
        self.wires = {name: self.wire(name.upper(), paces.get(name, 0.0)) for name in names}
        self.saving = threading.Lock()
        self.problems: list[str] = []

    def wire(self, name: str, pace: float, more: str = "") -> Wire:
        """A connection with the credentials that the environment has for it."""
        base, how = self.env[f"{name}_BASE_URL"] + more, dict[str, Any]()
        for user, word in (("USERNAME", "PASSWORD"), ("APP_ID", "APP_SECRET")):
            if f"{name}_{user}" in self.env:
                how["auth"] = (self.env[f"{name}_{user}"], self.env[f"{name}_{word}"])
        if f"{name}_API_KEY" in self.env:
            how["headers"] = {"X-API-KEY": self.env[f"{name}_API_KEY"]}
        return Wire(base, pace, **how)

    def say(self, what: object, why: object, failed: bool = False) -> None:
        """Name what a person should look at; what failed ends up in the answer, too."""
        sys.stderr.write(f"{what}: {why}"[:150] + "\n")
        sys.stderr.flush()
        self.problems += [f"{what}: {why}"[:150]] if failed else []

    def note(self, name: str, order: Any, **facts: Any) -> None:
        """Keep facts of an order at a warehouse."""
        self.keep({f"{name} {order['id']}": self.fact(name, order) | facts})

    def keep(self, facts: dict[str, Any]) -> None:
        """Keep facts in a file that is whole at any moment, if any of them is new."""
        with self.saving:
            if self.facts != self.facts | facts:
                self.facts |= facts
                new = self.file.with_suffix(".tmp")
                new.write_text(json.dumps(self.facts))
                new.replace(self.file)

    def fact(self, name: str, order: Any) -> dict[str, Any]:
        """What is kept of an order at a warehouse."""
        return dict(self.facts.get(f"{name} {order['id']}", {}))

    def pages(self, path: str, key: str, **query: Any) -> list[Any]:
        """A list of the shop, as many pages as it says, each row once."""
        rows: dict[int, Any] = {}
        page, pages = 1, 1
        while page <= pages:
            answer = self.shop.get(path, page=page, **query)
            rows.update((row["id"], row) for row in answer[key])
            page, pages = page + 1, answer["pagination"]["totalPageCount"]
        if len(rows) < answer["pagination"]["totalCount"]:
            raise UnknownError(f"{path} is short")
        return sorted(rows.values(), key=lambda row: row["id"])

    def learn(self) -> None:
        """What a status means, what zone the account is in."""
        statuses = self.shop.get("/reference/statuses")["statuses"]
        self.cancel = {code for code, row in statuses.items() if row["group"] == "cancel"}
        self.zone: Any = ZoneInfo(self.env.get("STOCKTAKE_ZONE") or "UTC")
        if not self.env.get("STOCKTAKE_ZONE"):
            query = {"filter[sinceId]": 999999999}
            answer, reply = self.shop.call("GET", "/orders/history", params=query)
            here = datetime.fromisoformat(answer["generatedAt"]).replace(tzinfo=UTC)
            ahead = here - parsedate_to_datetime(reply.headers["date"])
            self.zone = timezone(timedelta(minutes=round(ahead.total_seconds() / 60)))

    def catch_up(self) -> None:
        """Learn which orders were taken up again since the last round."""
        query = {"filter[sinceId]": self.facts.get("since", 0), "limit": 100}
        rows = self.pages("/orders/history", "history", **query)
        facts = {"since": rows[-1]["id"]} if rows else {}
        for row in rows:
            if row["field"] == "status" and (row["oldValue"] or {}).get("code") in self.cancel:
                facts[f"again {row['order']['id']}"] = True
        self.keep(facts)

    def register(self) -> None:
        """Be the shop's warehouse module."""
        path = "/integration-modules/listening-engine"
        try:
            if self.shop.get(path)["integrationModule"]["active"]:
                return
        except DeniedError:
            pass
        module = {"code": "listening-engine", "integrationCode": "listening-engine"}
        module |= {"name": "Listening engine", "baseUrl": LISTENER.url, "clientId": "listening"}
        what: dict[str, Any] = module | {"active": True, "integrations": {"store": {}}}
        self.shop.call("POST", path + "/edit", data={"integrationModule": json.dumps(what)})

    def agents(self, strict: bool = False) -> dict[str, Any]:
        """Fresh agents that have read their warehouses, all at the same time."""
        kinds: dict[str, Any] = {"wherefour": Wherefour, "wholecell": WholeCell}
        kinds["whiplash"] = Whiplash
        agents = {name: kinds[name](wire) for name, wire in self.wires.items()}
        failed = self.together(lambda name: agents[name].load(), list(agents))
        if failed and strict:
            raise UnknownError(f"not all warehouses answer: {failed}")
        return {name: agent for name, agent in agents.items() if name not in failed}

    def together(self, do: Callable[[str], None], names: list[str]) -> list[str]:
        """Do something at each warehouse in a thread of its own; those where it failed."""
        failed = []
        with ThreadPoolExecutor(max_workers=4) as pool:
            for name, job in [(name, pool.submit(do, name)) for name in names]:
                try:
                    job.result()
                except (DeniedError, UnknownError) as trouble:
                    failed.append(name)
                    self.say(name, trouble, failed=True)
        return failed

    def wanted(self, order: Any, agent: Any, known: dict[str, Any]) -> tuple[Goods, list[str]]:
        """What an order wants, by goods, and what of it nobody can tell. `known` is added to."""
        wanted: Goods = defaultdict(Fraction)
        lost = []
        for line in order["items"] if order["status"] not in self.cancel else []:
            offer, n = line.get("offer") or {"id": 0}, Fraction(str(line["quantity"]))
            key = str(offer["id"])
            if n and "externalId" in offer and not known.get(key):
                means = agent.goods(offer["externalId"])
                known[key] = {str(good): str(part) for good, part in means.items()}
            if n and not known.get(key):
                lost.append(offer.get("externalId", "a line without SKU"))
            for good, part in known.get(key, {}).items():
                wanted[int(good)] += n * Fraction(part)
        if agent.whole_units and any(n.denominator > 1 for n in wanted.values()):
            lost.append("a part of a unit")
        return {good: n for good, n in wanted.items() if n}, lost

    def round(self) -> None:
        """A whole round."""
        self.problems = []
        for wire in [self.shop, *self.wires.values()]:
            wire.wrote = False
        self.learn()
        self.register()
        self.catch_up()
        orders = self.pages("/orders", "orders", limit=100)
        self.now_at, self.elsewhere = self.agents(), set[int]()
        self.together(lambda name: self.withdraw(name, orders), list(self.now_at))
        self.together(lambda name: self.match(name, orders), list(self.now_at))
        hooked = [name for name in self.now_at if name == "whiplash"]
        self.together(lambda name: self.now_at[name].hook(LISTENER.url + HOOK_PATH), hooked)
        self.show(orders, self.agents())

    def withdraw(self, name: str, orders: list[Any]) -> None:
        """Call off what a warehouse holds for orders that are another's now."""
        for order in orders:
            if self.routes.get(order.get("shipmentStore", "")) == name:
                continue
            try:
                self.leave(name, self.now_at[name], order)
            except (DeniedError, UnknownError) as trouble:
                self.elsewhere.add(order["id"])
                self.say(f"R{order['id']}", trouble, failed=True)

    def leave(self, name: str, agent: Any, order: Any) -> None:
        """Call off what a warehouse holds of one order, if nothing of it has left."""
        agent.recall(self.fact(name, order).get("id"))
        for paper in [paper for paper in agent.named(f"R{order['id']}") if paper.stands]:
            if paper.out:
                self.elsewhere.add(order["id"])
                self.say(paper.number, f"moved, but {name} has shipped of it")
                self.tell(order, paper, self.wanted(order, agent, {})[0])
            else:
                self.note(name, order, off=True)
                agent.cancel(paper)

    def match(self, name: str, orders: list[Any]) -> None:
        """Bring documents of a warehouse to what its orders want, one after another."""
        missing = set(self.routes.values()) - set(self.now_at)
        for order in orders:
            home = self.routes.get(order.get("shipmentStore", ""))
            if home != name or order["id"] in self.elsewhere:
                continue
            if any(self.fact(other, order) for other in missing):
                continue
            try:
                self.one(name, self.now_at[name], order)
            except (DeniedError, UnknownError) as trouble:
                failed = isinstance(trouble, UnknownError)
                self.say(f"R{order['id']}", trouble, failed)

    def one(self, name: str, agent: Any, order: Any) -> None:
        """One order at its warehouse."""
        number, known = f"R{order['id']}", self.fact(name, order).get("means", {})
        wanted, lost = self.wanted(order, agent, known)
        papers = agent.named(number)
        if not papers and (wanted or lost):
            agent.recall(self.fact(name, order).get("id"))
            papers = agent.named(number) or agent.look(number)
        for extra in [paper for paper in papers[1:] if paper.stands and not paper.out]:
            agent.cancel(extra)
        paper = papers[0] if papers else None
        if not wanted and not lost:
            if paper and not paper.out:
                self.note(name, order, off=True)
                paper = agent.cancel(paper) if paper.stands else paper
        elif paper is None and (lost or order["shipped"]):
            self.say(number, f"left: {lost or 'shipped, says the shop, but not by us'}")
        elif paper is None:
            agreed = {str(good): str(n) for good, n in wanted.items()}
            self.note(name, order, agreed=agreed, means=known, off=False)
            who = f"{order.get('firstName', '')} {order.get('lastName', '')}".strip()
            paper = agent.create(number, order, who or "Customer", wanted)
            self.note(name, order, id=paper.id)
        elif lost:
            self.say(number, f"stays as it is: {lost}")
        else:
            self.note(name, order, means=known, id=paper.id)
            paper = self.follow(name, agent, order, paper, wanted)
        if paper and order["shipped"]:
            paper = self.take_back(name, agent, order, paper)
        if paper and paper.stands and wanted and paper.waits():
            paper = agent.ship(paper)
        if paper and not lost:
            self.tell(order, paper, wanted)

    def follow(self, name: str, agent: Any, order: Any, paper: Paper, wanted: Goods) -> Paper:
        """Edit a document until it asks for what is wanted, less what its people called off."""
        fact, goal = self.fact(name, order), dict[int, Fraction]()
        again = fact.get("off") or self.facts.get(f"again {order['id']}")
        if not paper.stands:
            if not again:
                self.say(paper.number, f"called off by {name}")
                return paper
            paper = agent.reopen(paper)
        for good in wanted.keys() | paper.asked.keys():
            want, asked = wanted.get(good, NOTHING), paper.asked.get(good, NOTHING)
            goal[good] = max(want, paper.out.get(good, NOTHING))
            settled = not again and fact.get("agreed", {}).get(str(good)) == str(want)
            if asked < goal[good] and settled:
                self.say(paper.number, f"{name} called a part off")
                goal[good] = asked
        goal = {good: n for good, n in goal.items() if n}
        if goal != paper.asked:
            if paper.out and not paper.waits():
                self.say(paper.number, "edited, but everything has left")
                return paper
            try:
                paper = agent.edit(paper, goal)
            except DeniedError as no:
                self.say(paper.number, f"{name} does not take the change: {no}")
                return paper
        if goal == paper.asked:
            agreed = {str(good): str(n) for good, n in wanted.items()}
            self.note(name, order, agreed=agreed, off=False)
            if again:
                self.keep({f"again {order['id']}": False})
        return paper

    def take_back(self, name: str, agent: Any, order: Any, paper: Paper) -> Paper:
        """Tell the shop that what it was told of has not left, if the warehouse says so twice."""
        agreed = self.fact(name, order).get("agreed", {})
        for _ in range(2):
            if paper.out and all(
                paper.out.get(int(g), NOTHING) >= Fraction(n) for g, n in agreed.items()
            ):
                return paper
            agent.look(paper.number)
            paper = agent.papers[paper.number][paper.id]
        order["shipped"] = False
        form = {"by": "id", "site": order["site"], "order": json.dumps({"shipped": False})}
        self.shop.call("POST", f"/orders/{order['id']}/edit", data=form)
        return paper

    def tell(self, order: Any, paper: Paper, wanted: Goods) -> None:
        """Tell the shop, once, that all has left."""
        all_out = bool(paper.out) and all(paper.out.get(g, NOTHING) >= n for g, n in wanted.items())
        all_out = all_out and (bool(wanted) or not paper.waits())
        facts: dict[str, Any] = {}
        if all_out and not order["shipped"]:
            left = datetime.fromisoformat(paper.left_at).astimezone(self.zone)
            facts = {"shipped": True, "shipmentStore": order["shipmentStore"]}
            facts |= {"shipmentDate": left.strftime("%Y-%m-%d")}
        elif order["shipped"] and not all_out:
            self.say(paper.number, "was told shipped, and wants more")
        if facts:
            form = {"by": "id", "site": order["site"], "order": json.dumps(facts)}
            self.shop.call("POST", f"/orders/{order['id']}/edit", data=form)

    def unmade(self, orders: list[Any], agents: dict[str, Any]) -> dict[str, Goods]:
        """What orders without a document want of each warehouse."""
        unknown: dict[str, Goods] = {name: defaultdict(Fraction) for name in agents}
        for order in orders:
            name = self.routes.get(order.get("shipmentStore", ""), "")
            if (
                name in agents
                and not order["shipped"]
                and not agents[name].named(f"R{order['id']}")
            ):
                for good, n in self.wanted(order, agents[name], {})[0].items():
                    unknown[name][good] += n
        return unknown

    def show(self, orders: list[Any], agents: dict[str, Any]) -> None:
        """Upload what the shop shows otherwise; a number that nobody is sure of stays."""
        unknown, query = self.unmade(orders, agents), {"filter[details]": 1, "limit": 250}
        wrong: dict[str, list[Any]] = defaultdict(list)
        for offer in self.pages("/store/inventories", "offers", **query):
            shown = {row["store"]: row["quantity"] for row in offer["stores"]}
            sku, stores = offer["externalId"], []
            for place, name in self.routes.items():
                old = shown.get(place, 0)
                try:
                    if name not in agents:
                        continue
                    free = agents[name].free(sku, unknown[name], sure=old > 0)
                except (DeniedError, UnknownError) as trouble:
                    self.say(sku, trouble, failed=True)
                    continue
                right = max(0, (free or NOTHING) // 1)
                stores += [{"code": place, "available": right}] if right != old else []
            wrong[offer["site"]] += [{"externalId": sku, "stores": stores}] if stores else []
        for site, rows in wrong.items():
            for start in range(0, len(rows), 250):
                self.upload(site, rows[start : start + 250])

    def upload(self, site: str, rows: list[Any]) -> None:
        """Send rows; halves of them where they are refused, down to the one that is bad."""
        try:
            form = {"site": site, "offers": json.dumps(rows)}
            self.shop.call("POST", "/store/inventories/upload", data=form)
        except DeniedError as no:
            middle = len(rows) // 2
            if not middle:
                self.say(rows[0]["externalId"], f"the shop refuses its number: {no}")
            for half in (rows[:middle], rows[middle:]) if middle else ():
                self.upload(site, half)

    def answer(self, asked: list[Any]) -> list[Any]:
        """Leftovers of the offers that the shop asks for, as things are now."""
        self.learn()
        orders, agents = self.pages("/orders", "orders", limit=100), self.agents(strict=True)
        unknown, offers = self.unmade(orders, agents), []
        for offer in asked:
            stores = []
            for place, name in self.routes.items():
                free = agents[name].free(offer["externalId"], unknown[name], sure=False)
                if free is not None:
                    stores.append({"code": place, "available": max(0, free // 1)})
            if stores:
                offers.append({"id": offer["id"], "stores": stores})
        return offers


class Handler(BaseHTTPRequestHandler):
    """What shop and warehouse call."""

    def do_POST(self) -> None:
        """Answer the shop's question; take note of a web hook."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        engine = LISTENER.engine
        code = 200
        answer: dict[str, Any] = {"success": True}
        try:
            if self.path.strip("/") == "inventories" and engine:
                form = parse_qs(body.decode(), keep_blank_values=True)
                fields = {name: values[-1] for name, values in form.items()}
                if fields.pop("clientId", None) != engine.client_id:
                    code, answer = 403, {"success": False, "errorMsg": "Unknown clientId"}
                else:
                    asked = json.loads(fields.get("inventoriesUpload") or "".join(fields.values()))
                    answer["offers"] = engine.answer(asked["offers"])
            elif self.path.strip("/") == HOOK_PATH:
                print(f"told by Whiplash: {body[:80]!r}", file=sys.stderr, flush=True)
        except (DeniedError, UnknownError, ValueError, KeyError) as trouble:
            code, answer = 503, {"success": False, "errorMsg": str(trouble)}
        content = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Standard error is for what people should read."""


class Listener(ThreadingHTTPServer):
    """The door for callbacks, at a port of its own as long as the process lives."""

    daemon_threads = True
    engine: Engine | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


LISTENER = Listener(("127.0.0.1", 0), Handler)


def reply_to(message: dict[str, Any]) -> dict[str, Any]:
    """Do what the referee asks, and say how it went."""
    kind = message["type"]
    if kind == "init":
        LISTENER.engine = Engine(message)
        return {"type": "init_ok", "listen": LISTENER.url}
    engine = LISTENER.engine
    if kind == "sync" and engine:
        with (engine.state / "round.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                engine.round()
            except (DeniedError, UnknownError) as trouble:
                engine.say("the round", trouble, failed=True)
        if not engine.problems:
            return {"type": "sync_ok"}
        wrote = any(wire.wrote for wire in [engine.shop, *engine.wires.values()])
        text = "; ".join(engine.problems)[:300]
        return {"type": "error", "text": text} | ({} if wrote else {"definite": True})
    return {"type": "stop_ok"}


def main() -> None:
    """Answer each line with a line."""
    threading.Thread(target=LISTENER.serve_forever, daemon=True).start()
    for line in sys.stdin:
        message = json.loads(line)
        try:
            answer = reply_to(message)
        except Exception as trouble:
            answer = {"type": "error", "text": repr(trouble)}
        print(json.dumps(answer | {"in_reply_to": message["id"]}), flush=True)
        if message["type"] == "stop":
            break


if __name__ == "__main__":
    main()
