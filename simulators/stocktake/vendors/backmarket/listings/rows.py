"""Rows of listings: made, found, written, sold from. Source: docs/reference/channels.md 1.2, 13."""

import json
import re
from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Conflict, NotFound
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.vendors.backmarket.errors import unknown
from stocktake.vendors.backmarket.markets import CURRENCIES, HOME
from stocktake.vendors.backmarket.quirks import LONGEST_LAG

from .ledger import note_shown

Row = dict[str, Any]

COMMENT = "Tested and cleaned, in a new box"
_HIGHEST_OF_PRICE = 3, 2  # the highest price allowed is three halves of the first
_FIRST_PRODUCT = 41
_SHIPPINGS = {"1": {"shipper": "Colissimo", "display": "Colissimo", "delay": 48, "price": 0}}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


def add(
    world: World,
    *,
    sku: str,
    quantity: int,
    title: str,
    price: int,
    grade: str = "VERY_GOOD",
    brand: str = "Apple",
    comment: str | None = COMMENT,
) -> int:
    """Make a listing on the home market; return its listing_id."""
    up, down = _HIGHEST_OF_PRICE
    listing_id = world.insert(
        "backmarket_listing",
        uuid=world.uuid("backmarket listing"), sku=sku, title=title,
        product_uuid=world.uuid("backmarket product"), product_id=0, brand=brand, grade=grade,
        quantity=0, max_price=price * up // down, new_battery=0, created_at=world.now,
        updated_at=world.now,
    )  # fmt: skip
    count = world.value("SELECT count(*) FROM backmarket_listing")
    with note_shown(world, listing_id):
        world.update(
            "backmarket_listing", listing_id, quantity=quantity, product_id=_FIRST_PRODUCT + count
        )
        world.insert(
            "backmarket_terms",
            listing_id=listing_id, market=HOME, price=price, currency=CURRENCIES[HOME],
            comment=comment, warranty_delay=12, shippings=json.dumps(_SHIPPINGS),
        )  # fmt: skip
    return listing_id


def find(world: World, name: str) -> Row | None:
    """Return a listing by its listing_id or its uuid, None where there is none."""
    if _UUID.fullmatch(name):
        return world.find("SELECT * FROM backmarket_shown WHERE uuid = ?", (name.lower(),))
    number = read_integer(name)
    return world.find("SELECT * FROM backmarket_shown WHERE id = ?", (number,))


def require(world: World, name: str) -> Row:
    """Return a listing by its listing_id or its uuid; refused with 404 where there is none."""
    found = find(world, name)
    if found is None:
        raise unknown("the listing")
    return found


def require_for_people(world: World, listing: str | int) -> Row:
    """Return a listing by its listing_id or its uuid; NotFound where there is none."""
    found = find(world, str(listing))
    if found is None:
        raise NotFound(f"no listing {listing}")
    return found


def find_by_sku(world: World, sku: str) -> Row:
    """Return the listing of a SKU that shows most; NotFound where there is none."""
    row = world.find(
        "SELECT * FROM backmarket_shown WHERE sku = ?"
        " ORDER BY shown DESC, ended_at IS NOT NULL, id LIMIT 1",
        (sku,),
    )
    if row is None:
        raise NotFound(f"no listing of {sku!r}")
    return row


def terms_of(world: World, listing_id: int, market: str) -> Row:
    """Return what a market reads of a listing: the home market's terms where it has none."""
    query = "SELECT * FROM backmarket_terms WHERE listing_id = ? AND market = ?"
    own = world.find(query, (listing_id, market))
    if own is not None:
        return own
    home = world.one(query, (listing_id, HOME))
    return {**home, "market": market, "currency": CURRENCIES[market]}


def write(
    world: World,
    listing: Row,
    *,
    quantity: int | None = None,
    market: str = HOME,
    terms: Mapping[str, Any] | None = None,
) -> None:
    """Store a quantity, and terms of a market; a listing with other ones counts as changed now."""
    known = terms_of(world, listing["id"], market)
    changed = {name: value for name, value in (terms or {}).items() if known[name] != value}
    if quantity == listing["quantity"]:
        quantity = None
    if quantity is None and not changed:
        return
    _keep_past(world, listing)
    with note_shown(world, listing["id"]):
        if changed:
            world.run(
                "DELETE FROM backmarket_terms WHERE listing_id = ? AND market = ?",
                (listing["id"], market),
            )
            world.insert("backmarket_terms", **{**known, **changed})
        columns = {} if quantity is None else {"quantity": quantity}
        world.update("backmarket_listing", listing["id"], updated_at=world.now, **columns)


def sell(world: World, listing: Row, quantity: int) -> None:
    """Lower what a listing shows; Conflict for more than it shows."""
    now = require_for_people(world, listing["id"])
    if quantity > now["shown"]:
        raise Conflict(f"listing {now['id']} shows {now['shown']} of {now['sku']}, not {quantity}")
    write(world, now, quantity=now["quantity"] - quantity)


def rename(world: World, listing: Row, sku: str) -> None:
    """Give a listing another SKU; several may have the same one."""
    world.update("backmarket_listing", listing["id"], sku=sku, updated_at=world.now)
    world.note("backmarket", "renamed", place="backmarket", sku=sku, good=listing["id"])


def end(world: World, listing: Row) -> None:
    """Deactivate a listing: it shows nothing, whatever its quantity says."""
    with note_shown(world, listing["id"]):
        world.update("backmarket_listing", listing["id"], ended_at=world.now, updated_at=world.now)


def _keep_past(world: World, listing: Row) -> None:
    """Keep what a listing was until now, for lists that lag; what is too old for them goes."""
    world.insert(
        "backmarket_past",
        listing_id=listing["id"], until=world.now, quantity=listing["quantity"],
        price=listing["price"],
    )  # fmt: skip
    world.run(
        "DELETE FROM backmarket_past WHERE listing_id = ? AND until < ?",
        (listing["id"], world.now - LONGEST_LAG),
    )
