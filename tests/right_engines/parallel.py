"""A right engine that asks many things at once: warehouses in parallel, a few calls to each.

Each vendor is a row in a table of small functions. A log of agreements, one line each, says what a
document was made to ask for and which ones the engine called off itself; all else is read anew.
Written from the documentation alone.
"""

import asyncio
import fcntl
import json
import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

J = dict[str, Any]
Bag = dict[Any, Fraction]
E = os.environ
DIR, NOW = Path(E["STOCKTAKE_STATE_DIR"]), datetime.fromisoformat(E["STOCKTAKE_NOW"])
ZONE = ZoneInfo(E.get("STOCKTAKE_ZONE") or "America/Los_Angeles")
FLOWS, ME, NONE = E.get("STOCKTAKE_CLOCK") == "flowing", "concurrent-sync", Fraction(0)


class Unsure(Exception):  # noqa: N818 - a state of knowledge
    """Whether it was done is not known, or what is so cannot be read."""


class No(Unsure):
    """The answer was no."""


class Line:
    """The line to one system: few calls at once, or one in a while, and a pause after a refusal."""

    def __init__(self, base: str, gap: float = 0, **kw: Any) -> None:
        self.http, self.gap = httpx.AsyncClient(base_url=base, timeout=8, **kw), gap
        self.room = asyncio.Semaphore(1 if gap else 6)

    async def say(self, verb: str, path: str, **kw: Any) -> httpx.Response:
        """Call; a read is tried twice, a write once, and what was turned away again."""
        async with self.room:
            text, tries = "", 2 if verb == "GET" else 1
            for _ in range(5):
                await asyncio.sleep(self.gap)
                try:
                    answer = await self.http.request(verb, path, **kw)
                    code, text = answer.status_code, f"{answer.status_code} {answer.text[:80]}"
                    if answer.is_success:
                        answer.content and answer.json()
                        return answer
                except (httpx.HTTPError, ValueError) as error:
                    code, text = 599, repr(error)
                if code == 429 or (code == 503 and FLOWS):
                    wait = answer.headers.get("retry-after") or 1
                    await asyncio.sleep(float(wait) + 0.1)
                elif code < 500:
                    raise No(f"{verb} {path}: {text}")
                tries -= code != 429
                if not tries:
                    break
            raise Unsure(f"{verb} {path}: {text}")

    async def get(self, path: str, **query: Any) -> Any:
        """A JSON answer."""
        return (await self.say("GET", path, params=query)).json()


@dataclass
class Doc:
    """A warehouse's document."""

    raw: J
    lines: list[tuple[int, Any, Fraction]]
    out: Bag
    dead: bool
    owes: bool
    when: str

    def __post_init__(self) -> None:
        self.id: int = self.raw["id"]
        self.asked = bag((good, count) for _, good, count in self.lines)
        self.left = any(self.out.values())
        self.done = self.left and all(self.out.get(g, 0) >= n for g, n in self.asked.items())


def bag(pairs: Iterable[tuple[Any, Any]]) -> Bag:
    """Sums by good."""
    sums: Bag = defaultdict(Fraction)
    for good, count in pairs:
        sums[good] += Fraction(count)
    return sums


@dataclass
class House:
    """What is known of a warehouse in this round, and how it is spoken to."""

    name: str
    line: Line
    vendor: "Vendor"
    docs: dict[str, list[Doc]] = field(default_factory=lambda: defaultdict(list))
    skus: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    free: Bag = field(default_factory=dict)
    kits: dict[Any, Bag] = field(default_factory=lambda: defaultdict(dict))
    items: dict[Any, J] = field(default_factory=dict)
    owed: Bag = field(default_factory=lambda: defaultdict(Fraction))

    def parts(self, lines: J) -> Bag:
        """Lines, bundles taken apart."""
        pairs = ((g, Fraction(n)) for g, n in lines.values())
        return bag(
            (p, n * m) for g, n in pairs for p, m in (self.kits.get(g) or {g: Fraction(1)}).items()
        )


@dataclass(frozen=True)
class Vendor:
    """The functions of one vendor."""

    load: Callable[[House], Awaitable[None]]
    look: Callable[[House, str], Awaitable[list[Doc]]]
    sure: Callable[[House, str], Awaitable[None]]
    good: Callable[[House, str], Awaitable[Any]]
    make: Callable[[House, J, Bag], Awaitable[None]]
    change: Callable[[House, Doc, Bag, bool], Awaitable[None]]
    off: Callable[[House, Doc], Awaitable[None]]


# Wherefour


async def w_all(house: House, path: str, **query: Any) -> list[J]:
    """All pages; after the first, which names the last, at once."""
    first = await house.line.say("GET", path, params=query)
    rows, link = first.json(), first.headers.get("link", "")
    last = next((part for part in link.split(",") if 'rel="last"' in part), "")
    if not last:
        return rows
    pages = int(httpx.URL(last.split(">")[0].strip(" <")).params["page"])
    more = await asyncio.gather(
        *(house.line.get(path, **query, page=n) for n in range(2, pages + 1))
    )
    return rows + [row for page in more for row in page]


async def w_load(house: House) -> None:
    """Items, orders and what has left; lots come later."""
    lists = ("/inventory", "/orders", "/shipments")
    items, orders, sent = await asyncio.gather(*(w_all(house, p, per_page=100) for p in lists))
    house.items = {row["id"]: row for row in items}
    for row in items:
        if row["sku"] and not row["retired"]:
            house.skus[row["sku"]].append(row["id"])
    for row in orders:
        doc = w_doc(house, row, [s for s in sent if s["order_id"] == row["id"]])
        house.docs[row["order_number"]].append(doc)
        for good, count in doc.asked.items() if doc.owes else ():
            house.owed[good] += max(NONE, count - doc.out.get(good, NONE))


def w_unit(item: J, name: str) -> Fraction:
    """Units of use in a unit."""
    rows = [r for r in item.get("conversions", ()) if r["unit_of_measurement"] == item[name]]
    if not rows or item[name] == item["unit_of_use"]:
        return Fraction(1)
    return Fraction(rows[0]["to_count"]) / Fraction(rows[0]["from_count"])


def w_doc(house: House, row: J, sent: list[J]) -> Doc:
    """An order; what has left is found by the names in its lines."""
    names = {r["sku"]: r["inventory_id"] for r in row["order_items"]}
    names |= {r["inventory"]["name"]: r["inventory_id"] for r in row["order_items"]}
    names |= {r["name"]: r["inventory_id"] for r in row["order_items"]}
    gone = []
    for part in (p for s in sent for p in s["shipment_items"]):
        good = names.get(part["inventory_name"], names.get(part["inventory_sku"]))
        item = house.items.get(good, {"unit_of_pick_and_ship": "", "unit_of_order": ""})
        ratio = w_unit(item, "unit_of_pick_and_ship") / w_unit(item, "unit_of_order")
        gone.append((good, Fraction(part["count"]) * ratio))
    lines = [(r["id"], r["inventory_id"], Fraction(r["count"])) for r in row["order_items"]]
    owes = row["status"] in ("pending", "open", "partially shipped", "on hold")
    when = max((s["ship_date"] for s in sent), default="")
    return Doc(row, lines, bag(gone), row["status"] in ("canceled", "archived"), owes, when)


async def w_look(house: House, ref: str) -> list[Doc]:
    """Documents by number."""
    rows = await w_all(house, "/orders/search", order_number=ref)
    path = "/customers/{}/orders/{}/shipments"
    paths = [path.format(row["customer"]["id"], row["id"]) for row in rows]
    sent = await asyncio.gather(*(w_all(house, p) for p in paths))
    return [w_doc(house, row, found) for row, found in zip(rows, sent, strict=True)]


async def w_lots(house: House, good: Any, sure: bool = False) -> Fraction:
    """What auto-ship could take of a good, in units of order."""
    if good in house.free and not sure:
        return house.free[good]
    item = house.items[good]
    by_hand = item["pull_strategy"] == "Hand Pick"
    lots = [] if by_hand else await w_all(house, f"/inventory/{good}/stocks")
    held = sum(Fraction(r["count"]) for r in lots if r["status"] != "inactive")
    if sure and not by_hand and held < Fraction(item["on_hand"]):
        raise Unsure(f"{item['sku']}: lots are missing from the list")
    ready = NONE
    for lot in lots:
        allowed = not lot["location"] or lot["location"]["allowed_for_pick_and_ship"]
        ready += Fraction(lot["count"]) if allowed and lot["status"] == "active" else 0
    house.free[good] = ready / w_unit(item, "unit_of_order")
    return house.free[good]


async def w_sure(house: House, sku: str) -> None:
    """One SKU and its lots."""
    rows = [r for r in await w_all(house, "/inventory/search", sku_list=sku) if r["sku"] == sku]
    house.items |= {r["id"]: r for r in rows}
    house.skus[sku] = [r["id"] for r in rows if not r["retired"]]
    for good in house.skus[sku]:
        await w_lots(house, good, sure=True)


async def first(house: House, sku: str) -> Any:
    """The one good of a SKU."""
    return house.skus[sku][0]


async def w_customer(house: House, order: J) -> int:
    """The customer with the shopper's mark; made, if there is none."""
    mark = f"(R{order['customer']})" if order["customer"] else f"(order {order['ref']})"
    for again in (False, True):
        rows = await w_all(house, "/customers/search", display_name=mark)
        found = [row["id"] for row in rows if row["display_name"].endswith(mark)]
        if found:
            return min(found)
        body = {"display_name": f"{order['name']} {mark}", "kind": "consumer"}
        try:
            return (await house.line.say("POST", "/customers", json=body)).json()["id"]
        except Unsure:
            if again:
                raise
    raise Unsure("unreachable")


async def w_make(house: House, order: J, goods: Bag) -> None:
    """A new order of the customer."""
    rows = [{"inventory_id": good, "count": float(count)} for good, count in goods.items()]
    body: J = {"order_number": order["ref"], "status": "open", "order_items_attributes": rows}
    body["order_date"] = NOW.astimezone(ZONE).date().isoformat()
    await house.line.say("POST", f"/customers/{await w_customer(house, order)}/orders", json=body)


async def w_patch(house: House, doc: Doc, body: J) -> None:
    """Change an order."""
    path = f"/customers/{doc.raw['customer']['id']}/orders/{doc.id}"
    await house.line.say("PATCH", path, json=body)


async def w_change(house: House, doc: Doc, goals: Bag, revive: bool) -> None:
    """Counts and status in one request."""
    rows: list[J] = []
    for good, count in goals.items():
        ids: list[int | None] = [n for n, g, _ in doc.lines if g == good]
        rows += [{"id": n, "_destroy": True} for n in (ids[1:] if count else ids)]
        if count:
            key = {"id": ids[0]} if ids else {"inventory_id": good}
            rows.append({**key, "count": float(count)})
    await w_patch(
        house, doc, {"order_items_attributes": rows} | ({"status": "open"} if revive else {})
    )


async def w_off(house: House, doc: Doc) -> None:
    """Call an order off."""
    await w_patch(house, doc, {"status": "canceled"})


async def w_ship(house: House, ref: str, doc: Doc) -> Doc:
    """Ship what can be shipped of an order, and read it again."""
    rest = [g for g, n in doc.asked.items() if n > doc.out.get(g, NONE) and g in house.items]
    if doc.dead or not doc.owes or doc.raw["status"] == "on hold":
        return doc
    if not any([await w_lots(house, good) > 0 for good in rest]):
        return doc
    house.free.clear()
    path = f"/customers/{doc.raw['customer']['id']}/orders/{doc.id}/auto_ship"
    await house.line.say("POST", path, json={"delivery_method": "UPS Ground"})
    return next(d for d in await w_look(house, ref) if d.id == doc.id)


# WholeCell


async def c_all(house: House, path: str, **query: Any) -> list[J]:
    """All pages."""
    answer = await house.line.get(path, **query, page=1)
    rows = answer["data"]
    for page in range(2, answer["pages"] + 1):
        rows += (await house.line.get(path, **query, page=page))["data"]
    return rows


async def c_load(house: House) -> None:
    """Levels by SKU, and orders, oldest first; `items` holds the level, `kinds` the variation."""
    levels = await c_all(house, "/stock_levels", **{"inventory_statuses[]": "Available"})
    house.items = {row["sku"]: {**row, "kind": None} for row in levels}
    house.skus |= {row["sku"]: [row["sku"]] for row in levels}
    house.free = bag((row["sku"], row["available"]) for row in levels)
    for row in reversed(await c_all(house, "/sales_orders")):
        doc = c_doc(row)
        house.docs[row["transaction_number"]].append(doc)
        late = NOW - datetime.fromisoformat(row["created_at"]) > timedelta(days=90)
        for item in (i for i in row["items"] if i["product_variation"]):
            kind, level = (
                item["product_variation"],
                house.items.get(item["product_variation"]["sku"]),
            )
            if level:
                level["kind"] = min(kind["id"], level["kind"] or kind["id"])
                rest = max(0, item["quantity"] - item["committed_quantity"])
                house.owed[kind["sku"]] += rest if late and doc.owes else 0


def c_doc(row: J) -> Doc:
    """An order, that leaves whole."""
    kinds = [
        (i["id"], i["product_variation"] or {"id": i["sku"]}, i["quantity"]) for i in row["items"]
    ]
    lines = [(n, kind["id"], Fraction(count)) for n, kind, count in kinds]
    gone = row["shipped_at"]
    out = bag((good, count) for _, good, count in lines) if gone else {}
    owes = not gone and row["status"] not in ("Canceled", "Shipped", "Draft")
    return Doc(row, lines, out, row["status"] == "Canceled", owes, gone or "")


async def c_look(house: House, ref: str) -> list[Doc]:
    """Documents by number."""
    rows = await c_all(house, "/sales_orders", transaction_number=ref)
    return [c_doc(row) for row in reversed(rows)]


async def c_sure(house: House, sku: str) -> None:
    """The units of one SKU must say what its level says."""
    units = await c_all(house, "/inventories", sku=sku)
    free = sum(u["status"] == "Available" and u["order_id"] is None for u in units)
    if free != house.items.get(sku, {"on_hand": 0})["on_hand"]:
        raise Unsure(f"{sku}: the level is not what the units are")


async def c_good(house: House, sku: str) -> Any:
    """The variation that an order for a SKU gets; the SKU, while no unit tells."""
    level = house.items[sku]
    if level["kind"] is None:
        units = await c_all(house, "/inventories", sku=sku)
        level["kind"] = min((u["product_variation"]["id"] for u in units), default=sku)
    return level["kind"]


def c_item(good: Any, count: Fraction) -> J:
    """A new item."""
    return {
        "sku" if isinstance(good, str) else "product_variation_id": good,
        "quantity": int(count),
    }


async def c_make(house: House, order: J, goods: Bag) -> None:
    """A new order."""
    body = {"transaction_number": order["ref"], "channel": "RetailCRM", "customer": order["name"]}
    items = [c_item(good, count) for good, count in goods.items()]
    await house.line.say("POST", "/sales_orders", json={**body, "items": items})


async def c_change(house: House, doc: Doc, goals: Bag, revive: bool) -> None:
    """The whole list of items; units that would be in the way are released before."""
    rows, done = [], set()
    for line, good, count in doc.lines:
        new = count if good not in goals else NONE if good in done else goals[good]
        done.add(good)
        rows += [{"id": line, "quantity": int(new)}] if new else []
    room = {row["id"]: row["quantity"] for row in rows}
    rows += [c_item(good, count) for good, count in goals.items() if count and good not in done]
    units, kept = doc.raw["inventories"], []
    for unit in units:
        room[unit["order_item_id"]] = room.get(unit["order_item_id"], 0) - 1
        if unit["order_item_id"] is None or room[unit["order_item_id"]] >= 0:
            kept.append({"hex_id": unit["hex_id"]})
    if len(kept) < len(units):
        await house.line.say("PATCH", f"/sales_orders/{doc.id}", json={"inventories": kept})
    body: J = {"items": rows} if goals else {}
    body |= {"status": "New"} if revive else {}
    await house.line.say("PATCH", f"/sales_orders/{doc.id}", json=body)


async def c_off(house: House, doc: Doc) -> None:
    """Call an order off; its units go back."""
    body = {"status": "Canceled", "inventories": []}
    await house.line.say("PATCH", f"/sales_orders/{doc.id}", json=body)


# Whiplash


async def l_all(house: House, path: str) -> list[J]:
    """All pages, until one brings nothing new."""
    rows: dict[int, J] = {}
    for page in range(1, 100000):
        found = await house.line.get(path, limit=250, page=page, order_by="id ASC")
        if all(row["id"] in rows for row in found):
            return list(rows.values())
        rows |= {row["id"]: row for row in found}
    return []


async def l_load(house: House) -> None:
    """Items, parts of bundles, orders."""
    lists = ("/items", "/bundle_items", "/orders")
    items, kits, orders = await asyncio.gather(*(l_all(house, path) for path in lists))
    for row in items:
        house.skus[row["sku"]].append(row["id"])
    house.items = {row["id"]: row for row in items}
    house.free = bag((row["id"], row["quantity"]) for row in items)
    for row in kits:
        house.kits[row["bundle_id"]][row["item_id"]] = Fraction(row["quantity"])
    for row in orders:
        house.docs[row["originator_id"]].append(l_doc(row))


def l_doc(row: J) -> Doc:
    """An order, that leaves whole; packaging was not ordered."""
    items = [item for item in row["order_items"] if not item["packaging"]]
    lines = [(item["id"], item["item_id"], Fraction(item["quantity"])) for item in items]
    gone = row["shipped_on"] if row["status"] >= 300 else None
    out = bag((good, count) for _, good, count in lines) if gone else {}
    return Doc(row, lines, out, row["status"] in (40, 45), False, gone or "")


async def l_look(house: House, ref: str) -> list[Doc]:
    """The document of a number."""
    row = await house.line.get(f"/orders/originator/{ref}")
    return [l_doc(row)] if row else []


async def l_sure(house: House, sku: str) -> None:
    """One SKU."""
    rows = [row for row in await house.line.get("/items/sku", sku=sku) if row["sku"] == sku]
    house.skus[sku] = [row["id"] for row in rows]
    house.items |= {row["id"]: row for row in rows}
    house.free |= {row["id"]: Fraction(row["quantity"]) for row in rows}
    if any(row["is_bundle"] and not house.kits.get(row["id"]) for row in rows):
        raise Unsure(f"{sku}: the parts of the bundle are not listed")


async def l_make(house: House, order: J, goods: Bag) -> None:
    """A new order."""
    rows = [{"item_id": good, "quantity": int(count)} for good, count in goods.items()]
    body = {"originator_id": order["ref"], "shipping_name": order["name"], "order_items": rows}
    await house.line.say("POST", "/orders", json=body)


async def l_change(house: House, doc: Doc, goals: Bag, revive: bool) -> None:
    """Take up again first, then the lines one by one."""
    say = house.line.say
    if revive:
        await say("PUT", f"/orders/{doc.id}/uncancel")
    for good, count in goals.items():
        ids = [n for n, g, _ in doc.lines if g == good]
        if count and ids:
            await say("PUT", f"/order_items/{ids.pop(0)}", json={"quantity": int(count)})
        elif count:
            body = {"order_id": doc.id, "item_id": good, "quantity": int(count)}
            await say("POST", "/order_items", json=body)
        for line in ids:
            await say("DELETE", f"/order_items/{line}")


async def l_off(house: House, doc: Doc) -> None:
    """Call an order off."""
    await house.line.say("PUT", f"/orders/{doc.id}/cancel")


def table() -> dict[str, Callable[[], House]]:
    """How each warehouse is reached, and its functions."""
    cell = (E.get("WHOLECELL_APP_ID", ""), E.get("WHOLECELL_APP_SECRET", ""))
    four = (E.get("WHEREFOUR_USERNAME", ""), E.get("WHEREFOUR_PASSWORD", ""))
    lash = {"X-API-KEY": E.get("WHIPLASH_API_KEY", "")}
    w = Vendor(w_load, w_look, w_sure, first, w_make, w_change, w_off)
    c = Vendor(c_load, c_look, c_sure, c_good, c_make, c_change, c_off)
    x = Vendor(l_load, l_look, l_sure, first, l_make, l_change, l_off)
    gap = 0.55 * FLOWS
    return {
        "wherefour": lambda: House("wherefour", Line(E["WHEREFOUR_BASE_URL"], auth=four), w),
        "wholecell": lambda: House("wholecell", Line(E["WHOLECELL_BASE_URL"], gap, auth=cell), c),
        "whiplash": lambda: House("whiplash", Line(E["WHIPLASH_BASE_URL"], headers=lash), x),
    }


class Log:
    """Agreements, one JSON line each, the last one of a key counts; a torn line is none."""

    def __init__(self) -> None:
        self.path = DIR / "agreements.jsonl"
        self.said: dict[str, J] = {}
        for text in self.path.read_text().splitlines() if self.path.exists() else []:
            try:
                self.said |= json.loads(text)
            except ValueError:
                continue

    def say(self, key: str, **what: Any) -> None:
        """Write an agreement down, before anything is done that rests on it."""
        if self.said.get(key) != what:
            self.said[key] = what
            with self.path.open("a") as file:
                file.write("\n" + json.dumps({key: what}))
                file.flush()
                os.fsync(file.fileno())


def read_order(raw: J, cancels: set[str]) -> J:
    """An order of the shop, as far as it matters here."""
    lines: Bag = defaultdict(Fraction)
    skus = {}
    for place, item in enumerate(raw.get("items") or []):
        offer = item.get("offer") or {}
        key = str(offer.get("id") or f"line {place}")
        lines[key] += Fraction(str(item["quantity"]))
        skus[key] = offer.get("externalId")
    name = f"{raw.get('firstName') or ''} {raw.get('lastName') or ''}".strip()
    return {
        "id": raw["id"], "ref": f"R{raw['id']}", "site": raw["site"], "name": name or "Customer",
        "store": raw.get("shipmentStore"), "living": raw["status"] not in cancels, "skus": skus,
        "shipped": bool(raw.get("shipped")), "lines": {k: str(n) for k, n in lines.items()},
        "customer": (raw.get("customer") or {}).get("id"),
    }  # fmt: skip


def plan(order: J, doc: Doc, want: Bag, agreed: Bag | None) -> tuple[Bag, str]:
    """Which counts to change in a document, and why it is left, if it is."""
    goals: Bag = {}
    why = ""
    for good in {*want, *doc.asked, *(agreed or {})}:
        has, goal = doc.asked[good], max(want[good], doc.out.get(good, NONE))
        edited = agreed is None or doc.dead or want[good] != agreed[good]
        if has != goal and edited:
            goals[good] = goal
        elif has < goal:
            why = "was called off in part by the warehouse"
    return ({}, "was changed after all had left") if goals and doc.done else (goals, why)


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


async def main() -> int:
    """One round."""
    try:
        return await Round().run()
    except Unsure as error:
        print("unsure:", error)
        return 1


if __name__ == "__main__":
    with (DIR / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(asyncio.run(main()))
