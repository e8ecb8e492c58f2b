"""Goods that the catalogue lacks: an archive of prints, and the same prints in frames.

Enough of them for two pages of each list of items: all, by group, by SKU, inbound, in bundles, and
the bundles themselves. Source: docs/reference/whiplash.md 2, 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from stocktake.core.world import World
from stocktake.dialects.rails import spell_decimal
from stocktake.vendors.whiplash.bundle_items import create_bundle_item
from stocktake.vendors.whiplash.items.operations import create_item
from stocktake.vendors.whiplash.wire import spell_day

from .diary import DAY, MERCHANT

PRINTS = tuple(f"PRINT-{number:03}" for number in range(1, 57))
UNRELEASED = PRINTS[-1]  # has stock, and a street date three weeks ahead
FRAME = "FRAME-OAK"
FRAMED = "FRAMED-PRINT"  # the framer gives all of them one SKU
_FRAMED_PRINTS = PRINTS[:52]
_RELEASED_IN = 65 * DAY  # from when the goods are added, 44 days ago


@dataclass(frozen=True, slots=True)
class Good:
    """An item as orders and ship notices need it: its id, and its price as the wire spells it."""

    id: int
    price: str | None


def add_goods(world: World) -> None:
    """Create the prints, the frame, and a bundle of both for most prints."""
    frame = _create(world, FRAME, "Oak Frame", "14.0", group_id="frames")
    for number, sku in enumerate(PRINTS, start=1):
        made = _create(world, sku, f"Archive Print {number}", "18.0", group_id="archive-prints")
        if sku in _FRAMED_PRINTS:
            bundle = _create(
                world, FRAMED, f"Framed Archive Print {number}", "36.0", is_bundle=True
            )
            for item_id in (made, frame):
                part = {"bundle_id": bundle, "item_id": item_id, "quantity": 1}
                create_bundle_item(world, MERCHANT, body=part)


def goods_by_sku(world: World) -> Mapping[str, Good]:
    """Return all goods; of several with one SKU the first."""
    rows = world.all("SELECT id, sku, price FROM whiplash_item ORDER BY id DESC")
    return {row["sku"]: Good(row["id"], spell_decimal(row["price"])) for row in rows}


def _create(world: World, sku: str, title: str, price: str, **more: str | bool) -> int:
    if sku == UNRELEASED:
        more["street_date"] = spell_day(world.now + _RELEASED_IN)
    body = {
        "sku": sku, "title": title, "price": price, "weight": "0.25", "category": "poster",
        "originator_id": title.lower().replace(" ", "-"), **more,
    }  # fmt: skip
    return int(create_item(world, MERCHANT, body=body)["id"])
