"""Orders and their documents: what is wanted, and what is told to whom."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from .desk import NONE, Doc, Goods
from .service import NoError, Row
from .wherefour import Wherefour
from .world import World


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
