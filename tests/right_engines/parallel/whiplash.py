"""Whiplash's functions: items, bundles, orders."""

import asyncio
from fractions import Fraction

from .house import Doc, House, bag
from .line import Unsure
from .settings import Bag, J


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
