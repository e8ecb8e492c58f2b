"""Orders of six weeks: a steady trade, and one for each state in which an order can be.

Source: docs/reference/whiplash.md 3.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from stocktake.vendors.whiplash.orders import events
from stocktake.vendors.whiplash.orders.actions import cancel_order_by_originator as cancel
from stocktake.vendors.whiplash.orders.actions import pause_order_by_originator as pause
from stocktake.vendors.whiplash.orders.operations import create_order

from .diary import DAY, HOUR, MERCHANT, Entry
from .goods import PRINTS, UNRELEASED, Good
from .notices import BESTSELLER, SELLERS

_ORDERS, _EVERY = 58, 17 * HOUR
_STEPS = {"batched": 20 * HOUR, "shipped": 26 * HOUR}  # after it was placed
_DELIVERED = 5 * DAY
_SHOPPERS = (
    ("Ada Brook", "12 Mill Lane", "Portland", "Oregon", "97201", "US"),
    ("Ben Ortiz", "904 Cherry Street", "Toledo", "Ohio", "43604", "US"),
    ("Cleo Marsh", "77 Harbor Road", "Duluth", "Minnesota", "55802", "US"),
    ("Dev Rao", "3 Elm Court", "Austin", "Texas", "78701", "US"),
    ("Edda Lind", "18 Rue Cartier", "Quebec", "Quebec", "G1R 2S5", "CA"),
    ("Finn Hale", "5 Orchard Close", "Leeds", "West Yorkshire", "LS1 4AP", "GB"),
    ("Gia Stone", "260 Lake Avenue", "Rochester", "New York", "14608", "US"),
)

Goods = Mapping[str, Good]
Units = Mapping[str, int]


def entries(goods: Goods) -> Iterator[Entry]:
    """Yield all that happened to orders."""
    for number in range(_ORDERS):
        units = {BESTSELLER: 1, SELLERS[number % len(SELLERS)]: 1 + number % 2}
        placed = 3 * HOUR + number * _EVERY
        yield from _life(f"WEB-{1100 - number}", placed, units, goods)
    yield from _larger(goods)
    yield from _waiting(goods)
    yield from _ended(goods)


def _larger(goods: Goods) -> Iterator[Entry]:
    """Yield a shop's order of most prints, bundles, and one in two packages."""
    wholesale = dict.fromkeys(PRINTS[:54], 2)
    yield from _life("WHOLESALE-7", 9 * DAY, wholesale, goods, order_type="wholesale")
    yield from _life("KIT-1", 16 * DAY, {"BDL-CAMP-KIT": 1, "FRAMED-PRINT": 2}, goods)
    gift = _lines({"CAP-ORCHARD": 1, "TOTE-MARKET": 1}, goods)
    yield _placed("GIFT-1", 26 * HOUR, gift, gift=True)
    yield _processed("GIFT-1", 2 * HOUR, "packed", packages=2)
    # The shop gave the line an SKU that no item has.
    unknown = [{"item_id": goods["MUG.CAMP.12OZ"].id, "sku": "CAMP-MUG-OLD", "quantity": 1}]
    yield _placed("OLD-SKU-1", 22 * HOUR, unknown)
    yield _processed("OLD-SKU-1", HOUR, "batched")


def _waiting(goods: Goods) -> Iterator[Entry]:
    """Yield orders that have not left for days or weeks, each for another reason."""
    for name, days, units in (
        ("SHORT-1", 33, {PRINTS[54]: 9}),  # more than there is
        ("FORGOTTEN-1", 26, {PRINTS[50]: 1}),
        ("TOUR-1", 20, {"POSTER-TOUR-2026": 2}),  # switched off
        ("STREET-1", 6, {UNRELEASED: 1}),
    ):
        yield _placed(name, days * DAY, _lines(units, goods))
    yield _placed("MISLAID-1", 19 * DAY, _lines({PRINTS[51]: 1}, goods))
    yield _processed("MISLAID-1", 18 * DAY, "batched")
    yield _placed("PAUSED-1", 12 * DAY, _lines({"CAL-2026": 1}, goods))
    yield 11 * DAY, lambda world: pause(world, MERCHANT, original_id="PAUSED-1")


def _ended(goods: Goods) -> Iterator[Entry]:
    """Yield orders that were cancelled, closed, or called off in part."""
    for name, days in (("REGRET-1", 28), ("REGRET-2", 13), ("REGRET-3", 4)):
        yield _placed(name, days * DAY, _lines({BESTSELLER: 2, "ZINE-04.json": 1}, goods))
        yield _cancelled(name, days * DAY - 15 * HOUR)
    yield _placed("CLOSED-1", 15 * DAY, _lines({"SOCK-WOOL-2": 1}, goods))
    yield (
        14 * DAY,
        lambda world: events.cancel_order(world, originator_id="CLOSED-1", status="closed"),
    )
    halved = [{"sku": "SOCK-WOOL-2", "quantity": 1}]
    yield from _life("HALVED-1", 10 * DAY, {"SOCK-WOOL-2": 2}, goods)
    yield (
        10 * DAY - HOUR,
        lambda world: events.cancel_order(world, originator_id="HALVED-1", lines=halved),
    )


# What happens to one


def _life(name: str, ago: int, units: Units, goods: Goods, **body: Any) -> list[Entry]:
    """Return the life of an order that meets no trouble."""
    return [
        _placed(name, ago, _lines(units, goods), **body),
        *(_processed(name, ago - after, status) for status, after in _STEPS.items()),
        (ago - _DELIVERED, lambda world: events.deliver_order(world, originator_id=name)),
    ]


def _lines(units: Units, goods: Goods) -> list[dict[str, Any]]:
    return [
        {"item_id": goods[sku].id, "quantity": count, "price": goods[sku].price}
        for sku, count in units.items()
    ]


def _placed(name: str, ago: int, lines: list[dict[str, Any]], **body: Any) -> Entry:
    shopper, street, city, state, code, country = _SHOPPERS[ago // HOUR % len(_SHOPPERS)]
    body |= {
        "originator_id": name, "email": f"{shopper.split()[0].lower()}@shopper.example",
        "shipping_name": shopper, "shipping_address_1": street, "shipping_city": city,
        "shipping_state": state, "shipping_zip": code, "shipping_country": country,
        "shop_shipping_method_text": "Cheapest Tracked", "order_items": lines,
    }  # fmt: skip
    return ago, lambda world: create_order(world, MERCHANT, body=body)


def _processed(name: str, ago: int, status: str, **more: Any) -> Entry:
    return ago, lambda world: events.process_order(world, originator_id=name, status=status, **more)


def _cancelled(name: str, ago: int) -> Entry:
    return ago, lambda world: cancel(world, MERCHANT, original_id=name)
