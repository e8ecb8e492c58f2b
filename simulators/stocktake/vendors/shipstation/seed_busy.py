"""Weeks of business: orders of a hub and of marketplaces, and what became of each.

Source: docs/reference/channels.md 4.2, 4.3, 13. Everything is done by the operations and events
that clients and staff use, each at its time in the past; only keys and numbers are drawn.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .access import BASE_URL, Account
from .orders import events as staff
from .orders.feed import import_order
from .orders.holds import hold_order_until
from .orders.operations import create_order
from .shipments import events as packers
from .web_hooks.operations import subscribe_webhook
from .wire import spell_day, spell_time

HOUR = 3_600_000
DAY = 24 * HOUR
MERCHANT = Call(method="POST", path="", base_url=BASE_URL, account=Account(1))
"""A request of the merchant's own program."""

_ORDERS, _EVERY = 252, 4 * HOUR
_CHANNELS = ("swappa", "ebay", "backmarket", "swappa", "ebay")
_MARKETPLACES = ("Amazon", "Walmart")
_CARRIERS = ("stamps_com", "ups", "stamps_com", "fedex")
_SHOPPERS = (
    ("Ada Brook", "12 Mill Lane", "Portland", "OR", "97201"),
    ("Ben Ortiz", "904 Cherry Street", "Toledo", "OH", "43604"),
    ("Cleo Marsh", "77 Harbor Road", "Duluth", "MN", "55802"),
    ("Dev Rao", "3 Elm Court", "Austin", "TX", "78701"),
    ("Łukasz Żak", "18 Lake Avenue", "Chicago", "IL", "60614"),
    ("Gia Stone", "260 Lake Avenue", "Rochester", "NY", "14608"),
)

Entry = tuple[int, Callable[[World], Any]]
Goods = list[Mapping[str, Any]]


def seed_business(world: World, catalogue: Mapping[str, Any]) -> None:
    """Fill the lists of orders, shipments and fulfillments with two pages each."""
    goods = [item for item in catalogue["items"] if item["sku"] and _has_serials(item)]
    if not goods:
        return
    entries = [entry for number in range(_ORDERS) for entry in _life(number, goods)]
    for ago, act in sorted((*entries, *_odd(goods)), key=lambda entry: -entry[0]):
        with world.earlier(ago):
            act(world)
    _save_hook(world)


def _has_serials(item: Mapping[str, Any]) -> bool:
    """Return whether an item is a device: the hub keeps those, unit by unit."""
    return any("esn" in row for rows in item["stock"].values() for row in rows)


def _life(number: int, goods: Goods) -> Iterator[Entry]:
    """Yield the life of an order that meets no trouble; the last ones are not shipped yet."""
    ago, name = (_ORDERS - number) * _EVERY, f"{2_000 + number}"
    items = _items(number, goods)
    if number % 9 == 4:
        market = _MARKETPLACES[number % len(_MARKETPLACES)]
        yield ago, _imports(market, f"{name}-M", items)
        name += "-M"
    else:
        yield ago, _exports(number, name, items)
    left = ago - 20 * HOUR
    if left <= 0:
        return
    if number % 2:
        carrier = _CARRIERS[number % len(_CARRIERS)]
        yield left, lambda world: packers.buy_label(world, order_number=name, carrier=carrier)
    else:
        yield (
            left,
            lambda world: packers.mark_shipped(
                world, order_number=name, carrier="ups", tracking_number=f"1ZEXAMPLE{name:>08}"
            ),
        )


def _items(number: int, goods: Goods) -> list[dict[str, Any]]:
    picked = [goods[number * 7 % len(goods)]]
    if number % 11 == 3:
        picked.append(goods[(number * 7 + 5) % len(goods)])
    return [
        {"sku": item["sku"], "name": item["name"], "quantity": 1, "unitPrice": item["price"] / 100}
        for item in picked
    ]


def _imports(market: str, name: str, items: list[dict[str, Any]]) -> Callable[[World], Any]:
    lines = [{"unit_price": item["unitPrice"], "sku": item["sku"]} for item in items]
    return lambda world: import_order(world, marketplace=market, order_number=name, items=lines)


def _exports(
    number: int, name: str, items: list[dict[str, Any]], **more: Any
) -> Callable[[World], Any]:
    shopper, street, city, state, code = _SHOPPERS[number % len(_SHOPPERS)]
    address = {
        "name": shopper, "street1": street, "city": city, "state": state, "postalCode": code,
        "country": "US",
    }  # fmt: skip
    channel = _CHANNELS[number % len(_CHANNELS)]
    lines = [item | {"lineItemKey": f"{name}-{place}"} for place, item in enumerate(items, 1)]
    body = {
        "orderNumber": name, "orderKey": f"{channel}-{name}", "orderStatus": "awaiting_shipment",
        "billTo": address, "shipTo": address, "items": lines,
        "amountPaid": sum(item["unitPrice"] for item in items),
        "customerEmail": f"shopper{number % 40}@members.example",
        "advancedOptions": {"source": channel},
        **more,
    }  # fmt: skip

    def act(world: World) -> Any:
        time = spell_time(world.now)
        return create_order(world, MERCHANT, body={"orderDate": time, "paymentDate": time, **body})

    return act


def _odd(goods: Goods) -> Iterator[Entry]:
    """Yield orders that met trouble: unpaid, held, cancelled, split, voided, returned, unknown."""
    one = _items(1, goods)
    two = [{**one[0], "quantity": 2}]
    unpaid = {"orderStatus": "awaiting_payment", "paymentDate": None}
    yield 9 * DAY, _exports(1, "UNPAID-1", one, **unpaid)
    yield 8 * DAY, _exports(2, "REGRET-1", one)
    yield 8 * DAY - HOUR, lambda world: staff.cancel_order(world, order_number="REGRET-1")
    yield 15 * DAY, _exports(3, "REGRET-2", one)
    yield 14 * DAY, lambda world: staff.cancel_order(world, order_number="REGRET-2")
    yield 5 * DAY, _exports(4, "HELD-1", one)
    yield 5 * DAY - HOUR, _hold
    yield 6 * DAY, _exports(5, "HALVES-1", two)
    yield (
        6 * DAY - HOUR,
        lambda world: staff.split_order(
            world, order_number="HALVES-1", items=[{"sku": one[0]["sku"]}]
        ),
    )
    yield 4 * DAY, _exports(6, "WRONG-BOX-1", one)
    yield 4 * DAY - HOUR, _buy_twice
    yield 12 * DAY, _exports(7, "BACK-1", one)
    yield 12 * DAY - HOUR, _send_back
    yield 2 * DAY, _exports(8, "NOBODY-KNOWS-1", [{**one[0], "sku": "IPHX-OLD-64"}])
    yield 26 * DAY, _exports(9, "FORGOTTEN-1", one)


def _hold(world: World) -> None:
    order_id = world.value("SELECT id FROM shipstation_order WHERE number = 'HELD-1'")
    body = {"orderId": order_id, "holdUntilDate": spell_day(world.now + 12 * DAY)}
    hold_order_until(world, MERCHANT, body=body)


def _buy_twice(world: World) -> None:
    """Buy a label, void it and buy another: the first keeps its number."""
    bought = packers.buy_label(world, order_number="WRONG-BOX-1", carrier="ups")
    packers.void_label(world, shipment_id=bought["shipment_id"])
    packers.buy_label(world, order_number="WRONG-BOX-1", carrier="ups")


def _send_back(world: World) -> None:
    bought = packers.buy_label(world, order_number="BACK-1", carrier="fedex")
    packers.return_label(world, shipment_id=bought["shipment_id"])


def _save_hook(world: World) -> None:
    """Save a hook last of all, so that nothing of the past is sent to it; nobody listens there."""
    hook = {"target_url": "http://127.0.0.1:9/shipstation", "event": "FULFILLMENT_REJECTED"}
    subscribe_webhook(world, MERCHANT, body={**hook, "friendly_name": "Rejected"})
