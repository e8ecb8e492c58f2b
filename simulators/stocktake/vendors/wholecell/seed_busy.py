"""Weeks of business: deliveries, orders and what became of each, saved reports.

Source: docs/reference/wholecell.md 2.2, 3, 5, 6, 7.1, 8.5. All of it happens at its own time and
through the account's rows and events, so that units, stock levels and orders agree. Only units that
came in on these purchase orders are sold: the catalogue's stay as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from stocktake.core.world import World

from .catalog.rows import find_or_add
from .inventories.events import receive_return, receive_units
from .inventory_reports import save_inventory_report
from .purchase_orders import rows as purchase_orders
from .sales_orders import rows as sales_orders
from .sales_orders.events import commit_units, ship_order
from .sales_orders.undoing import cancel_order
from .stock_levels_reports.rows import add_report, complete_report, require_report

_HOUR_MS = 3_600_000
_GRADES = {"A": 1.1, "B": 1.0, "C": 0.85, "D": 0.7}  # and what part of the price each brings
_SUPPLIERS = ("Bayview Trade-In", "Carrier Returns West", "Walk-in Counter", "Lakeside Recycling")
_ROOMS = ("Locked Cage", "Ready Room", "Locked Cage", "Inspection Bench")
_CHANNELS = ("eBay", "Back Market", "Swappa", "Counter")
_CARRIERS = (("USPS", "Priority Mail"), ("UPS", "Ground"), ("FedEx", "2Day"))
_ABROAD = ("Łukasz Żak", "Γεωργία Παππά", "Юлия Щербакова", "王小明", "高橋さくら", "김철수")
_PURCHASES, _HOURS_BETWEEN_PURCHASES = 96, 11.5
_SALES, _HOURS_BETWEEN_SALES = 108, 8.75
_WEEKS_H = 46 * 24  # how long ago it began

_FREE = """
SELECT i.id, v.sku, v.id AS variation FROM wholecell_inventory i
JOIN wholecell_product_variation v ON v.id = i.product_variation_id
JOIN wholecell_status s ON s.id = i.status_id
WHERE i.id > ?1 AND i.order_id IS NULL AND s.title = 'Available' AND i.created_at < ?2
  AND i.purchase_order_id IN (SELECT id FROM wholecell_purchase_order WHERE notes = ?3)
ORDER BY i.created_at, i.id LIMIT ?4
"""
_NOTE = "By phone"  # on every purchase order of these weeks


@dataclass(frozen=True, slots=True)
class _Good:
    """A variation that is bought and sold, and its price in cents."""

    variation: int
    price: int


def seed_busy(
    world: World, items: Sequence[Mapping[str, Any]], customers: Sequence[Mapping[str, Any]]
) -> None:
    """Add the weeks before now: four lists of two pages and more."""
    with _ago(world, _WEEKS_H + 24):
        goods = _add_grades(world, [item for item in items if "wholecell" in item["stock"]])
    for place in range(_PURCHASES):
        _buy(world, place, goods[place * 7 % len(goods)])
    people = [*(each["name"] for each in customers), *_ABROAD]
    prices = {good.variation: good.price for good in goods}
    for place in range(_SALES):
        _sell(world, place, people[place * 5 % len(people)], prices=prices)
    _add_odd_orders(world, goods)
    _save_reports(world)


@contextmanager
def _ago(world: World, hours: float, minutes: int = 0) -> Iterator[None]:
    with world.earlier(round(hours * _HOUR_MS) - minutes * 60_000):
        yield


def _add_grades(world: World, items: Sequence[Mapping[str, Any]]) -> list[_Good]:
    """Add the grades in which each device is bought besides its own, under SKUs of their own."""
    goods: list[_Good] = []
    known = {item["sku"] for item in items}
    for item in items:
        own = {each["grade"] for each in item["variations"]}
        for grade, part in _GRADES.items():
            sku = _graded(item["sku"], own, grade)
            if item["sku"] is None or grade in own or sku in known:
                continue
            details = {**item["device"], "grade": grade}
            variation = find_or_add(world, details, conditions=[], sku=sku)
            goods.append(_Good(variation, round(item["price"] * part)))
            known.add(sku)
    return goods


def _graded(sku: str | None, own: set[str], grade: str) -> str:
    """Return a SKU with another grade at its end, or after it where it ends in none."""
    stem = next((str(sku).removesuffix(g) for g in own if str(sku).endswith(g)), f"{sku}-")
    return stem + grade


def _buy(world: World, place: int, good: _Good) -> None:
    """Order some units of a good; the older orders have come in, the last ones not yet."""
    hours = _WEEKS_H - place * _HOURS_BETWEEN_PURCHASES
    count, paid = 2 + place % 3, good.price // 2 + place % 7 * 100
    body = {
        "vendor": _SUPPLIERS[place % len(_SUPPLIERS)], "channel": "Trade-in", "notes": _NOTE,
        "expected_inventory_count": count, "expected_total_price_paid": count * paid,
    }  # fmt: skip
    with _ago(world, hours, place * 37 % 60):
        order = purchase_orders.add_order(world, body)
    if hours < 36:
        return
    if place % 23 == 9:
        with _ago(world, hours - 20):
            purchase_orders.change_order(world, order, {"status": "Canceled"})
        return
    late = hours < 84  # one unit is still on its way
    with _ago(world, hours - 26, place * 29 % 60):
        receive_units(
            world, count=count - late, purchase_order_id=order,
            product_variation_id=good.variation, initial_price_paid=paid,
            status="Needs eBay Draft" if place % 9 == 4 else "Available",
            location=_ROOMS[place % len(_ROOMS)],
        )  # fmt: skip
    with _ago(world, hours - 28):
        status = "Receiving" if late else "Closed" if hours > 600 else "Received"
        purchase_orders.change_order(world, order, {"status": status})


def _free_units(world: World, count: int, *, after: int = 0) -> list[dict[str, Any]]:
    """Return the units that came in first, of those that could be sold by now."""
    return world.all(_FREE, (after, world.now, _NOTE, count))


def _order(world: World, number: str, customer: str, **body: Any) -> int:
    """Add a sales order as a channel's import does."""
    channel = _CHANNELS[sum(number.encode()) % len(_CHANNELS)]
    address = {"name": customer, "line1": f"{len(customer) * 41} Telegraph Ave", "city": "Oakland"}
    given = {"transaction_number": number, "channel": channel, "customer": customer}
    return sales_orders.add_order(world, {**given, "shipping_address": address, **body})


def _sell(world: World, place: int, customer: str, *, prices: Mapping[int, int]) -> None:
    """Take an order of a unit or two; most have shipped, the others stopped on the way there."""
    hours = _WEEKS_H - 144 - place * _HOURS_BETWEEN_SALES
    with _ago(world, hours, place * 41 % 60):
        units = _free_units(world, 1 + (place % 4 == 1))
        items = [
            {"product_variation_id": v, "sale_price": prices[v],
             "quantity": sum(unit["variation"] == v for unit in units)}
            for v in dict.fromkeys(unit["variation"] for unit in units)
        ]  # fmt: skip
        waits = place % 13 == 7 or hours < 60
        status = ("New", "Unpaid", "Ready to Pick")[place % 3 if waits else 0]
        order = _order(world, f"24-{10_000 + place * 17}", customer, items=items, status=status)
    if waits:
        return
    named = [{"id": unit["id"]} for unit in units]
    if place % 17 == 5:
        with _ago(world, hours - 2):
            cancel_order(world, id=order)
        return
    with _ago(world, hours - 4):
        commit_units(world, id=order, units=named)
    if place % 17 == 11:
        with _ago(world, hours - 4, 20):
            cancel_order(world, id=order)
    elif hours < 110:
        with _ago(world, hours - 5):
            sales_orders.change_order(
                world, sales_orders.require_order(world, order), {"status": "Ready to Ship"}
            )
    else:
        _ship(world, order, hours=hours - 22, place=place)


def _ship(world: World, order: int, *, hours: float, place: int) -> None:
    carrier, service = _CARRIERS[place % len(_CARRIERS)]
    with _ago(world, hours, place * 19 % 60):
        tracking = f"{carrier[0]}{9_400_111_000 + place * 7_919}"
        ship_order(
            world, id=order, carrier=carrier, service=service, tracking_number=tracking
        )  # fmt: skip


def _add_odd_orders(world: World, goods: Sequence[_Good]) -> None:
    """Add what a client must not stumble over: one or two of each kind."""
    line = {"product_variation_id": goods[-1].variation, "quantity": 1, "sale_price": 9900}
    unknown = {"sku": "IPHONE15-256-BLU-A", "description": "iPhone 15 256GB Blue", "quantity": 1}
    with _ago(world, 95 * 24):  # no longer outstanding in the stock levels
        _order(world, "23-00017", "Tara Mckinney", items=[line])
    with _ago(world, 600):  # shipped without a unit: the quantity rose again
        order = _order(world, "24-70001", "John Brown", items=[line])
    _ship(world, order, hours=580, place=1)
    for place, hours in enumerate((700, 290, 50, 9)):
        with _ago(world, hours):
            _order(world, f"24-8000{place}", _ABROAD[place], items=[unknown, line][: 1 + place % 2])
    with _ago(world, 340):  # a unit for an item of unknown SKU hangs on a second item
        order = _order(world, "24-80009", "Maria Lopez", items=[unknown])
        commit_units(world, id=order, units=[{"id": unit["id"]} for unit in _free_units(world, 1)])
    with _ago(world, 260):  # units that match no item, because there is none
        order = _order(world, "24-90001", "Kelsey Nichols", items=[], notes="Walk-in")
        commit_units(world, id=order, units=[{"id": unit["id"]} for unit in _free_units(world, 2)])
    with _ago(world, 120):  # more units than were ordered
        one = _free_units(world, 1)[0]
        item = {"product_variation_id": one["variation"], "quantity": 1}
        order = _order(world, "24-90002", "Jennifer Lyons", items=[item])
        units = [one, *_free_units(world, 5, after=one["id"])]
        same = [{"id": unit["id"]} for unit in units if unit["variation"] == one["variation"]]
        commit_units(world, id=order, units=same[:2])
    with _ago(world, 31):
        _order(world, "24-90003", "王小明", items=[line], status="Draft")
    with _ago(world, 40):  # two units came back; one can be sold again
        for status in ("Available", "Needs eBay Draft"):
            receive_return(world, id=_last_shipped(world), status=status, location="Ready Room")


def _last_shipped(world: World) -> int:
    return int(
        world.value(
            "SELECT i.id FROM wholecell_inventory i JOIN wholecell_sales_order o"
            " ON o.id = i.order_id WHERE o.shipped_at < ? ORDER BY o.shipped_at DESC, i.id LIMIT 1",
            (world.now - 200 * _HOUR_MS,),
        )
    )


def _save_reports(world: World) -> None:
    """Save a selection of units, and let a report of the stock levels be complete."""
    with _ago(world, 300):
        save_inventory_report(world, name="Ready to sell", filter={"status": "Available"})
    with _ago(world, 7):
        complete_report(world, require_report(world, add_report(world, None)))
