"""Ship notices of six weeks: steady deliveries, and one for each way in which one can go wrong.

Source: docs/reference/whiplash.md 5.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from stocktake.core.world import World
from stocktake.vendors.whiplash.shipnotices import events
from stocktake.vendors.whiplash.shipnotices.operations import create_shipnotice
from stocktake.vendors.whiplash.wire import spell_time

from .diary import DAY, HOUR, MERCHANT, Entry
from .goods import FRAME, PRINTS, Good

BESTSELLER = "TEE-ALDER-M"
SELLERS = (
    "CAP-ORCHARD", "SOCK-WOOL-2", "POSTER/DAWN.18x24", "MUG.CAMP.12OZ", "TOTE-MARKET",
    "ZINE-04.json", "CAL-2026",
)  # fmt: skip
"""Goods that the catalogue stocked before the six weeks began."""
_DELIVERIES, _EVERY, _ON_THE_WAY = 14, 70 * HOUR, 4 * DAY

Goods = Mapping[str, Good]
Units = Mapping[str, int]


def entries(goods: Goods) -> Iterator[Entry]:
    """Yield all that happened to ship notices."""
    for number in range(_DELIVERIES):
        name = f"DELIVERY-{number:02}"
        units = {BESTSELLER: 4, SELLERS[number % len(SELLERS)]: 5}
        arrived = 9 * HOUR + number * _EVERY
        yield _announced(name, arrived + _ON_THE_WAY, units, goods)
        yield _arrives(name, arrived)
        yield _received(name, arrived - 5 * HOUR)
    yield from _prints(goods)
    yield from _troubled(goods)


def _prints(goods: Goods) -> Iterator[Entry]:
    """Yield a first run that came whole, and a second one of which little is on the shelf yet."""
    first, second = "PRINTS-1", "PRINTS-2"
    yield _announced(first, 43 * DAY, {FRAME: 40, **dict.fromkeys(PRINTS, 6)}, goods)
    yield _arrives(first, 42 * DAY + 9 * HOUR)
    yield _received(first, 42 * DAY + 6 * HOUR)
    yield _announced(second, 12 * DAY, dict.fromkeys(PRINTS, 4), goods)
    yield _arrives(second, 2 * DAY)
    came = [{"sku": sku, "quantity_good": 4} for sku in PRINTS[:4]]
    damaged = {"sku": PRINTS[4], "quantity_good": 2, "quantity_damaged": 1}
    yield _received(second, DAY, lines=[*came, damaged])


def _troubled(goods: Goods) -> Iterator[Entry]:
    yield _announced("WET-BOX", 20 * DAY, {"TOTE-MARKET": 6}, goods)
    yield _arrives("WET-BOX", 16 * DAY)
    wet = [{"sku": "TOTE-MARKET", "quantity_good": 4, "quantity_damaged": 2}]
    yield _received("WET-BOX", 15 * DAY, lines=wet)
    yield _announced("NO-PAPERS", 14 * DAY, {"CAP-ORCHARD": 12}, goods)
    yield _arrives("NO-PAPERS", 9 * DAY)
    yield _aside("NO-PAPERS", 9 * DAY - HOUR, "problem")
    yield _announced("LOST", 38 * DAY, {"SOCK-WOOL-2": 20}, goods)
    yield _aside("LOST", 10 * DAY, "never_received")
    yield _announced("UNOPENED", 7 * DAY, {"CAL-2026": 10}, goods)
    yield _arrives("UNOPENED", 20 * HOUR)
    yield _announced("AT-SEA", 3 * DAY, {BESTSELLER: 24, "MUG.CAMP.12OZ": 12}, goods)
    sent_back = [{"sku": "MUG.CAMP.12OZ", "quantity": 1}]
    yield (
        3 * DAY,
        lambda world: events.receive_unexpected(
            world, lines=sent_back, sender="A customer's return"
        ),
    )


# What happens to one


def _announced(name: str, ago: int, units: Units, goods: Goods) -> Entry:
    lines = [{"item_id": goods[sku].id, "quantity": count} for sku, count in units.items()]

    def act(world: World) -> None:
        eta = spell_time(world.now + _ON_THE_WAY)
        body = {
            "sender": "Willamette Print & Thread", "originator_id": name, "eta": eta,
            "warehouse_id": 1, "total_boxes": 1 + len(lines) // 12, "shipnotice_items": lines,
        }  # fmt: skip
        create_shipnotice(world, MERCHANT, body=body)

    return ago, act


def _arrives(name: str, ago: int) -> Entry:
    return ago, lambda world: events.arrive_shipnotice(world, shipnotice_id=_id(world, name))


def _received(name: str, ago: int, **more: Any) -> Entry:
    return ago, lambda world: events.receive_shipnotice(
        world, shipnotice_id=_id(world, name), received_by="123", **more
    )


def _aside(name: str, ago: int, status: str) -> Entry:
    return ago, lambda world: events.set_shipnotice_aside(
        world, shipnotice_id=_id(world, name), status=status
    )


def _id(world: World, name: str) -> int:
    return int(world.value("SELECT id FROM whiplash_shipnotice WHERE originator_id = ?", (name,)))
