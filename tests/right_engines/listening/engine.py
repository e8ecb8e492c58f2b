"""The engine of one world: its rounds, and its answers to the shop."""

import json
import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from .agent import NOTHING, Goods, Paper
from .wherefour import Wherefour
from .whiplash import HOOK_PATH, Whiplash
from .wholecell import WholeCell
from .wire import DeniedError, UnknownError, Wire


class Engine:
    """One world: its systems, what was agreed on its orders, its rounds and its answers."""

    def __init__(self, init: dict[str, Any], address: str) -> None:
        self.address = address  # of the server for callbacks
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
        module |= {"name": "Listening engine", "baseUrl": self.address, "clientId": "listening"}
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
        self.together(lambda name: self.now_at[name].hook(self.address + HOOK_PATH), hooked)
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
