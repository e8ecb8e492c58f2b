"""Six weeks of business: buyers' orders, parcels, and one order for each way to go wrong.

Everything is done by the operations and events that clients and people use, in the order of time.
Nothing here is drawn by chance. Source: docs/reference/channels.md 1.3, 1.5, 13.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from stocktake.core.simulator import Call
from stocktake.core.world import World

from .listings import rows as listings
from .listings.events import add_listing, end_listing
from .orders import events
from .orders.operations import update_order
from .seed_goods import Item, available_of, sold_items

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
OPENED_AGO = 44 * _DAY
_ORDERS, _EVERY, _ACCEPTED_AFTER, _SHIPS_AFTER = 46, 21 * _HOUR, 2 * _HOUR, 25 * _HOUR
_HUB = Call(method="POST", path="")
_BUYERS = (
    ("Chloé", "Martin", "8 rue des Lilas", "69003", "Lyon", "FR", "fr-fr"),
    ("Jonas", "Weber", "Ahornweg 12", "50667", "Köln", "DE", "de-de"),
    ("Lucía", "Ortega", "Calle Mayor 4", "28013", "Madrid", "ES", "es-es"),
    ("Paolo", "Ricci", "Via Verdi 31", "20121", "Milano", "IT", "it-it"),
)
UNKNOWN_SKU, TWICE, ENDED = "IPHX-BLK-64", "PIXEL-6-GREY", "NOKIA-OLD"

Line = dict[str, Any]
Ids = dict[str, str]
"""The ids of this diary's orders, by the names that it has for them."""
Act = Callable[[World, Ids], Any]
Entry = tuple[int, Act, Sequence[Line]]
"""How long ago (ms) something happened, what does it again, and what was bought by it."""


def seed_busy(world: World, catalogue: Sequence[Item]) -> None:
    """Fill the account with weeks of business, up to the present."""
    goods = sold_items(catalogue)
    skus = [item["sku"] for item in goods if available_of(item) > 1]
    diary = sorted(_diary(skus), key=lambda entry: -entry[0])
    bought = Counter(
        line["sku"] for _, _, lines in diary for line in lines for _ in range(line["quantity"])
    )
    with world.earlier(OPENED_AGO - _HOUR):
        _open(world, goods, bought)
    ids: Ids = {}
    for ago, act, _ in diary:
        with world.earlier(ago):
            act(world, ids)


def _open(world: World, goods: Sequence[Item], bought: Counter[str]) -> None:
    """Show what can be sold today and what was sold since; goods of no warehouse too."""
    for item in goods:
        listing = listings.find_by_sku(world, item["sku"])
        listings.write(world, listing, quantity=available_of(item) + bought[item["sku"]])
    add_listing(world, sku=UNKNOWN_SKU, quantity=5, title="iPhone X", price=18_900)
    for grade in ("GOOD", "FAIR"):
        add_listing(world, sku=TWICE, quantity=3, title="Pixel 6", price=21_900, grade=grade)
    add_listing(world, sku=ENDED, quantity=2, title="Nokia, old stock", price=1_900)
    add_listing(world, sku="DRAFT-1", quantity=1, title="Without a comment", comment=None)


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
    yield _placed("UNPAID", 20 * _HOUR, [_line(skus[0])], paid=False)
    yield _placed("IN-CHECK", 2 * _HOUR, [_line(skus[1])], in_check=True)
    yield _placed("PAID-LATE", 75 * _HOUR, [_line(skus[2])], paid=False)
    yield 5 * _HOUR, lambda world, ids: events.pay_order(world, id=ids["PAID-LATE"]), ()
    yield _placed("FORGOTTEN", 17 * _DAY, [_line(skus[3])])
    yield _placed("UNKNOWN", 50 * _HOUR, [_line(UNKNOWN_SKU)])
    yield _placed("HALF-ACCEPTED", 30 * _HOUR, [_line(skus[4]), _line(skus[5])])
    yield _moved("HALF-ACCEPTED", 28 * _HOUR, 2, skus[4])
    yield _placed("TO-SHIP", 26 * _HOUR, [_line(skus[6], 2)])
    yield _moved("TO-SHIP", 24 * _HOUR, 2, skus[6])


def _ended(skus: Sequence[str]) -> Iterator[Entry]:
    """Yield orders that came to nothing or came back, and a listing that has ended."""
    yield _placed("NEVER-PAID", 12 * _DAY, [_line(skus[7])], paid=False)
    yield _cancelled("NEVER-PAID", 10 * _DAY)
    for number, days in enumerate((31, 9, 3)):
        yield _placed(f"CANCELLED-{number}", days * _DAY, [_line(skus[8 + number])])
        yield _cancelled(f"CANCELLED-{number}", days * _DAY - _HOUR)
    yield _placed("REFUSED", 14 * _DAY, [_line(skus[11])])
    yield _moved("REFUSED", 14 * _DAY - _HOUR, 4, skus[11])
    yield _placed("LOST-IN-TIME", 20 * _DAY, [_line(skus[12])])
    yield _moved("LOST-IN-TIME", 20 * _DAY - _HOUR, 2, skus[12])
    yield _moved("LOST-IN-TIME", 19 * _DAY, 5, skus[12])
    yield from _life("RETURNED", 25 * _DAY, [_line(skus[13]), _line(skus[14])])
    yield _moved("RETURNED", 15 * _DAY, 6, skus[13], return_reason=1, return_message="Too small")
    yield 6 * _DAY, _end_listing, ()


# What happens to one


def _life(name: str, ago: int, lines: list[Line]) -> Iterator[Entry]:
    """Yield an order that meets no trouble; the youngest have not left yet."""
    yield _placed(name, ago, lines)
    for line in lines:
        if ago > _ACCEPTED_AFTER:
            yield _moved(name, ago - _ACCEPTED_AFTER, 2, line["sku"])
    if ago > _SHIPS_AFTER:
        yield _shipped(name, ago - _SHIPS_AFTER)


def _line(sku: str, quantity: int = 1) -> Line:
    return {"sku": sku, "quantity": quantity}


def _placed(name: str, ago: int, lines: list[Line], **more: Any) -> Entry:
    first, last, street, code, city, country, market = _BUYERS[ago // _HOUR % len(_BUYERS)]
    address = {
        "firstName": first, "lastName": last, "street": street, "postalCode": code, "city": city,
        "country": country,
    }  # fmt: skip

    def act(world: World, ids: Ids) -> None:
        placed = events.place_order(
            world, lines=lines, address=address, country_code=market, **more
        )
        ids[name] = placed["id"]

    return ago, act, lines


def _moved(name: str, ago: int, new_state: int, sku: str, **more: Any) -> Entry:
    def act(world: World, ids: Ids) -> None:
        body = {"new_state": new_state, "sku": sku, **more}
        update_order(world, _HUB, order_id=ids[name], body=body)

    return ago, act, ()


def _shipped(name: str, ago: int) -> Entry:
    def act(world: World, ids: Ids) -> None:
        body = {
            "new_state": 3, "tracking_number": f"6A{int(ids[name]) * 7_919:011}",
            "shipper": "Colissimo",
        }  # fmt: skip
        update_order(world, _HUB, order_id=ids[name], body=body)

    return ago, act, ()


def _cancelled(name: str, ago: int) -> Entry:
    return ago, lambda world, ids: events.cancel_order(world, id=ids[name]), ()


def _end_listing(world: World, ids: Ids) -> None:
    end_listing(world, listing=listings.find_by_sku(world, ENDED)["id"])
