"""Wherefour's functions: lots, customers, orders, auto-ship."""

import asyncio
from fractions import Fraction
from typing import Any

import httpx

from .house import Doc, House, bag
from .line import Unsure
from .settings import NONE, NOW, ZONE, Bag, J


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
