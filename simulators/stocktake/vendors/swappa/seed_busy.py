"""Six weeks of business: buyers' orders, parcels, and one order for each way to go wrong.

Everything is done by the operations and events that clients and people use, in the order of time.
Nothing here is drawn by chance. Source: docs/reference/channels.md 3, 13.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from stocktake.core.serials import imei
from stocktake.core.simulator import Call
from stocktake.core.world import World

from .listings import events as listings
from .listings.rows import find_by_sku, set_quantities
from .orders import events
from .orders.rows import is_wanted, lines_of
from .seed_goods import Item, available_of, sold_items
from .shipments.operations import create_shipment
from .wire import read_order, spell_line

_HOUR = 3_600_000
_DAY = 24 * _HOUR
OPENED_AGO = 44 * _DAY
_ORDERS, _EVERY, _SHIPS_AFTER, _TRAVELS = 52, 19 * _HOUR, 26 * _HOUR, 4 * _DAY
_HUB = Call(method="POST", path="")
_SHOPPERS = (
    ("Ada Brook", "12 Mill Lane", "Portland", "OR", "97201"),
    ("Ben Ortiz", "904 Cherry Street", "Toledo", "OH", "43604"),
    ("Cleo Marsh", "77 Harbor Road", "Duluth", "MN", "55802"),
    ("Dev Rao", "3 Elm Court", "Austin", "TX", "78701"),
    ("Gia Stone", "260 Lake Avenue", "Rochester", "NY", "14608"),
)
UNKNOWN_SKU, ENDED = "IPHX-BLK-64", "NOKIA-OLD"
CASES = ("CASE-CLEAR", "CASE-BLACK")

Line = dict[str, Any]
Ids = dict[str, str]
"""The ids of this diary's orders, by the names that it has for them."""
Act = Callable[[World, Ids], Any]
Entry = tuple[int, Act, Sequence[Line]]
"""How long ago (ms) something happened, what does it again, and what was bought by it."""


def seed_busy(world: World, catalogue: Sequence[Item]) -> None:
    """Fill the account with weeks of business, up to the present."""
    goods = [item for item in sold_items(catalogue) if available_of(item) > 1]
    diary = sorted(_diary([item["sku"] for item in goods]), key=lambda entry: -entry[0])
    with world.earlier(OPENED_AGO - _HOUR):
        _open(world, sold_items(catalogue), Counter(_bought(diary)))
    ids: Ids = {}
    for ago, act, _ in diary:
        with world.earlier(ago):
            act(world, ids)


def _bought(diary: Sequence[Entry]) -> Iterator[str]:
    for _, _, lines in diary:
        for line in lines:
            yield from [line["sku"]] * line["quantity"]


def _open(world: World, goods: Sequence[Item], bought: Counter[str]) -> None:
    """Show what can be sold today and what was sold since; goods of no warehouse too."""
    for item in goods:
        known = find_by_sku(world, item["sku"])
        quantity = available_of(item) + bought[item["sku"]]
        set_quantities(world, known["listing_id"], {known["variant_id"]: quantity})
    listings.add_listing(world, sku=UNKNOWN_SKU, quantity=5, title="iPhone X", price=18_900)
    cases = [{"sku": sku, "quantity": 20 + bought[sku]} for sku in CASES]
    listings.add_listing(world, variants=cases, title="A case", price=1_500, device=False)
    listings.add_listing(world, sku=ENDED, quantity=2, title="Nokia, old stock", price=1_900)


def _diary(skus: Sequence[str]) -> Iterator[Entry]:
    for number in range(_ORDERS):
        lines = [_line(skus[number % len(skus)])]
        if number % 7 == 0:
            lines.append(_line(skus[(number + 5) % len(skus)]))
        yield from _life(f"W{number}", 3 * _HOUR + number * _EVERY, lines)
    yield from _waiting(skus)
    yield from _ended(skus)


def _waiting(skus: Sequence[str]) -> Iterator[Entry]:
    """Yield orders that have not left, each for another reason."""
    yield _placed("UNPAID", 40 * _HOUR, [_line(skus[0])], paid=False)
    yield _placed("PAID-LATE", 75 * _HOUR, [_line(skus[1])], paid=False)
    yield _at(20 * _HOUR, lambda world, ids: events.pay_order(world, id=ids["PAID-LATE"]))
    yield _placed("FORGOTTEN", 17 * _DAY, [_line(skus[2])])
    yield _placed("UNKNOWN", 50 * _HOUR, [_line(UNKNOWN_SKU)])
    yield _placed("HALF", 60 * _HOUR, [_line(skus[4], 2)])
    yield _shipped("HALF", 31 * _HOUR, lines=1)
    yield _placed("CASES", 29 * _HOUR, [_line(CASES[0], 3), _line(skus[5])])


def _ended(skus: Sequence[str]) -> Iterator[Entry]:
    """Yield orders that were cancelled or paid back, and listings that are paused or have ended."""
    for number, days in enumerate((31, 12, 3)):
        name = f"CANCELLED-{number}"
        yield _placed(name, days * _DAY, [_line(skus[7 + number])])
        yield _at(days * _DAY - 9 * _HOUR, _cancelled(name))
    yield _placed("NEVER-PAID", 20 * _DAY, [_line(skus[3])], paid=False)
    yield _at(18 * _DAY, _cancelled("NEVER-PAID"))
    both = [_line(skus[10]), _line(skus[11])]
    for name, days, lines in (("RETURNED", 25, None), ("ONE-BACK", 14, [{"sku": skus[10]}])):
        yield _placed(name, days * _DAY, both)
        yield _shipped(name, days * _DAY - _SHIPS_AFTER)
        yield _at((days - 9) * _DAY, _refunded(name, lines))
    yield _at(6 * _DAY, _listing_act(ENDED, listings.end_listing))
    yield _at(_HOUR, _listing_act(skus[-1], listings.pause_listing))


# What happens to one


def _life(name: str, ago: int, lines: list[Line]) -> Iterator[Entry]:
    """Yield an order that meets no trouble; the youngest have not left, or not arrived yet."""
    yield _placed(name, ago, lines)
    if ago > _SHIPS_AFTER:
        yield _shipped(name, ago - _SHIPS_AFTER)
    if ago > _SHIPS_AFTER + _TRAVELS:
        yield _at(
            ago - _SHIPS_AFTER - _TRAVELS,
            lambda world, ids: events.deliver_order(world, id=ids[name]),
        )


def _line(sku: str, quantity: int = 1) -> Line:
    return {"sku": sku, "quantity": quantity}


def _at(ago: int, act: Act) -> Entry:
    return ago, act, ()


def _placed(name: str, ago: int, lines: list[Line], *, paid: bool = True) -> Entry:
    full_name, street, city, state, code = _SHOPPERS[ago // _HOUR % len(_SHOPPERS)]
    email = f"{full_name.lower().replace(' ', '.')}@example.com"
    ship_to = {
        "name": full_name, "street1": street, "city": city, "state": state, "postal_code": code
    }  # fmt: skip

    def act(world: World, ids: Ids) -> None:
        buyer = {"name": full_name, "email": email}
        placed = events.place_order(world, lines=lines, paid=paid, buyer=buyer, ship_to=ship_to)
        ids[name] = placed["id"]

    return ago, act, lines


def _cancelled(name: str) -> Act:
    return lambda world, ids: events.cancel_order(world, id=ids[name])


def _refunded(name: str, lines: list[Line] | None) -> Act:
    return lambda world, ids: events.refund_order(world, id=ids[name], lines=lines)


def _shipped(name: str, ago: int, *, lines: int | None = None) -> Entry:
    """Return the entry of a parcel with all lines of an order, or with its first ones."""

    def act(world: World, ids: Ids) -> None:
        left = [line for line in lines_of(world, read_order(ids[name])) if is_wanted(line)]
        count = world.value("SELECT count(*) FROM swappa_shipment") + 1
        items = [
            {
                "line_id": spell_line(line["order_id"], line["number"]),
                "imei": imei(line["id"], later=True) if line["device"] else None,
            }
            for line in left[:lines]
        ]
        body = {"carrier": "USPS", "tracking_number": f"9400112899{count:012}", "items": items}
        create_shipment(world, _HUB, order_id=ids[name], body=body)

    return _at(ago, act)


def _listing_act(sku: str, act: Callable[..., Any]) -> Act:
    return lambda world, ids: act(world, listing=f"L{find_by_sku(world, sku)['listing_id']}")
