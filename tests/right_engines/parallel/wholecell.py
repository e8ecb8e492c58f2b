"""WholeCell's functions: stock levels, units, sales orders."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from .house import Doc, House, bag
from .line import Unsure
from .settings import NONE, NOW, Bag, J


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
