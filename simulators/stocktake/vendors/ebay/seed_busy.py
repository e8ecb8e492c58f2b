"""Six weeks of business: buyers' orders, parcels, and one order for each way to go wrong.

Everything is done by the operations and events that clients and people use, in the order of time.
Nothing here is drawn by chance. Source: docs/reference/channels.md 2.4, 13.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .fulfillments.operations import create_shipping_fulfillment
from .items import rows as items
from .listings.events import add_listing, end_listing
from .offers import rows as offers
from .orders import events
from .seed_goods import Item, available_of, sold_items

_HOUR = 3_600_000
_DAY = 24 * _HOUR
OPENED_AGO = 44 * _DAY
_ORDERS, _EVERY, _SHIPS_AFTER = 58, 17 * _HOUR, 26 * _HOUR
_HUB = Call(method="POST", path="")
_SHOPPERS = (
    ("ada_brook", "Ada Brook", "12 Mill Lane", "Portland", "OR", "97201"),
    ("b_ortiz_04", "Ben Ortiz", "904 Cherry Street", "Toledo", "OH", "43604"),
    ("cleo.marsh", "Cleo Marsh", "77 Harbor Road", "Duluth", "MN", "55802"),
    ("devrao", "Dev Rao", "3 Elm Court", "Austin", "TX", "78701"),
    ("giastone", "Gia Stone", "260 Lake Avenue", "Rochester", "NY", "14608"),
)
UNKNOWN_SKU, BY_HAND, ENDED = "IPHX-BLK-64", "Box of chargers, as found", "NOKIA-OLD"

Line = dict[str, Any]
Ids = dict[str, str]
"""The orderIds of this diary, by the names that it has for them."""
Act = Callable[[World, Ids], Any]


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


Entry = tuple[int, Act, Sequence[Line]]
"""How long ago (ms) something happened, what does it again, and what was bought by it."""


def _bought(diary: Sequence[Entry]) -> Iterator[str]:
    for _, _, lines in diary:
        for line in lines:
            yield from [line.get("sku", "")] * line["quantity"]


def _open(world: World, goods: Sequence[Item], bought: Counter[str]) -> None:
    """Show what can be sold today and what was sold since; goods of no warehouse too."""
    for item in goods:
        row = items.require(world, item["sku"])
        quantity = available_of(item) + bought[item["sku"]]
        items.set_quantity(world, row, quantity)
        for offer in world.all("SELECT * FROM ebay_offer WHERE item_id = ?", (row["id"],)):
            offers.set_terms(world, offer, {"quantity": quantity})
    add_listing(world, sku=UNKNOWN_SKU, quantity=5, title="iPhone X", price=18_900)
    add_listing(world, quantity=9, title=BY_HAND, price=2_500, by_hand=True)
    add_listing(world, sku=ENDED, quantity=2, title="Nokia, old stock", price=1_900)


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
    yield _placed("REGRETS", 30 * _HOUR, [_line(skus[3])])
    yield _at(22 * _HOUR, lambda world, ids: events.request_cancel(world, id=ids["REGRETS"]))
    yield _placed("UNKNOWN", 50 * _HOUR, [_line(UNKNOWN_SKU)])
    yield _placed("NO-SKU", 5 * _DAY, [], by_hand=True)
    yield _placed("HALF", 60 * _HOUR, [_line(skus[4], 2)])
    yield _shipped("HALF", 31 * _HOUR, quantity=1)
    for number in range(2):
        yield _placed(f"PAIR-{number}", 28 * _HOUR - number, [_line(skus[5 + number])])
    both = ["PAIR-0", "PAIR-1"]
    yield _at(
        27 * _HOUR,
        lambda world, ids: events.combine_orders(world, ids=[ids[name] for name in both]),
    )


def _ended(skus: Sequence[str]) -> Iterator[Entry]:
    """Yield orders that were cancelled or paid back, and a listing that has ended."""
    for number, days in enumerate((31, 12, 3)):
        name = f"CANCELLED-{number}"
        yield _placed(name, days * _DAY, [_line(skus[7 + number])])
        yield _at(
            days * _DAY - 9 * _HOUR,
            _cancelled(name),
        )
    for name, days in (("RETURNED", 25), ("DISCOUNTED", 14)):
        yield from _life(name, days * _DAY, [_line(skus[10]), _line(skus[11])])
    yield _at(15 * _DAY, lambda world, ids: events.refund_order(world, id=ids["RETURNED"]))
    some = [_line(skus[10])]
    yield _at(
        9 * _DAY,
        lambda world, ids: events.refund_order(world, id=ids["DISCOUNTED"], lines=some),
    )
    yield _at(6 * _DAY, _end_listing)


# What happens to one


def _life(name: str, ago: int, lines: list[Line]) -> Iterator[Entry]:
    """Yield an order that meets no trouble; the youngest have not left yet."""
    yield _placed(name, ago, lines)
    if ago > _SHIPS_AFTER:
        yield _shipped(name, ago - _SHIPS_AFTER)


def _line(sku: str, quantity: int = 1) -> Line:
    return {"sku": sku, "quantity": quantity}


def _at(ago: int, act: Act) -> Entry:
    return ago, act, ()


def _placed(
    name: str, ago: int, lines: list[Line], *, paid: bool = True, by_hand: bool = False
) -> Entry:
    buyer, full_name, street, city, state, code = _SHOPPERS[ago // _HOUR % len(_SHOPPERS)]
    if name.startswith("PAIR"):
        buyer = "pairs_of_two"
    ship_to = {
        "fullName": full_name,
        "contactAddress": {
            "addressLine1": street, "city": city, "stateOrProvince": state, "postalCode": code,
            "countryCode": "US",
        },
        "primaryPhone": {"phoneNumber": "5125550100"},
        "email": f"{buyer}@members.ebay.com",
    }  # fmt: skip

    def act(world: World, ids: Ids) -> None:
        wanted = lines
        if by_hand:
            listing = world.value("SELECT id FROM ebay_listing WHERE title = ?", (BY_HAND,))
            wanted = [{"listing": listing, "quantity": 1}]
        placed = events.place_order(world, lines=wanted, paid=paid, buyer=buyer, ship_to=ship_to)
        ids[name] = placed["id"]

    return ago, act, lines


def _cancelled(name: str) -> Act:
    return lambda world, ids: events.cancel_order(world, id=ids[name])


def _shipped(name: str, ago: int, *, quantity: int | None = None) -> Entry:
    def act(world: World, ids: Ids) -> None:
        order_id = ids[name]
        number = f"9400111899{world.value('SELECT count(*) FROM ebay_fulfillment') + 1:012}"
        body: dict[str, Any] = {"trackingNumber": number, "shippingCarrierCode": "USPS"}
        if quantity is not None:
            line = world.value(
                "SELECT l.id FROM ebay_line l JOIN ebay_order o ON o.id = l.order_id"
                " WHERE o.order_id = ?",
                (order_id,),
            )
            body["lineItems"] = [{"lineItemId": str(line), "quantity": quantity}]
        create_shipping_fulfillment(world, _HUB, order_id=order_id, body=body)

    return _at(ago, act)


def _end_listing(world: World, ids: Ids) -> None:
    listing = world.value(
        "SELECT o.id FROM ebay_offer o JOIN ebay_item i ON i.id = o.item_id WHERE i.sku = ?",
        (ENDED,),
    )
    end_listing(world, listing=listing)
