"""Rows of listings: made, found, written, sold from. Source: docs/reference/channels.md 3, 13."""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, NotFound, Unprocessable
from stocktake.core.world import World
from stocktake.vendors.swappa.wire import read_listing

from .ledger import note_shown

Row = dict[str, Any]


def add(
    world: World,
    variants: Sequence[tuple[str, int]],
    *,
    title: str,
    price: int,
    condition: str,
    device: bool,
    has_variants: bool = False,
) -> int:
    """Make a listing of SKUs with quantities; return its id."""
    listing = world.insert(
        "swappa_listing",
        title=title, condition=condition, price=price, device=device, has_variants=has_variants,
        created_at=world.now, updated_at=world.now,
    )  # fmt: skip
    with note_shown(world, listing):
        for number, (sku, quantity) in enumerate(variants, 1):
            world.insert(
                "swappa_variant", listing_id=listing, number=number, sku=sku, quantity=quantity
            )
    return listing


def require(world: World, listing: str) -> Row:
    """Return a listing that has not ended by its id; NotFound for any other."""
    query = "SELECT * FROM swappa_listing WHERE id = ? AND ended_at IS NULL"
    row = world.find(query, (read_listing(listing),))
    if row is None:
        raise NotFound(f"There is no listing {listing[:40]}")
    return row


def variants_of(world: World, listing: int) -> list[Row]:
    """Return the variants of a listing, in their order."""
    return world.all(
        "SELECT * FROM swappa_variant WHERE listing_id = ? ORDER BY number", (listing,)
    )


def find_by_sku(world: World, sku: str) -> Row:
    """Return the variant with this SKU from which most can be bought; NotFound without one."""
    row = world.find(
        "SELECT * FROM swappa_shown WHERE sku = ?"
        " ORDER BY ended_at IS NOT NULL, paused, shown DESC, variant_id LIMIT 1",
        (sku,),
    )
    if row is None:
        raise NotFound(f"There is no listing of {sku!r}")
    return row


def find_in(world: World, listing: str, sku: str | None) -> Row:
    """Return the variant of a listing with this SKU; without a SKU the only one.

    NotFound where there is none; Unprocessable for several.
    """
    rows = world.all(
        "SELECT * FROM swappa_shown WHERE listing_id = ? ORDER BY variant_id",
        (read_listing(listing),),
    )
    found = [row for row in rows if sku in (None, row["sku"])]
    if not found:
        raise NotFound(f"There is no listing {listing[:40]}" + (f" of {sku!r}" if sku else ""))
    if len(found) > 1:
        raise Unprocessable(f"Listing {listing} has variants: say which by its SKU")
    return found[0]


def sell(world: World, variant: Row, quantity: int) -> None:
    """Lower what a variant shows; Conflict for more, and for a listing that is not on sale."""
    now = world.one("SELECT * FROM swappa_shown WHERE variant_id = ?", (variant["variant_id"],))
    if now["paused"] or now["ended_at"] is not None:
        raise Conflict(f"Listing L{now['listing_id']} is not on sale")
    if quantity > now["shown"]:
        raise Conflict(
            f"Listing L{now['listing_id']} shows {now['shown']} of {now['sku']}, not {quantity}"
        )
    set_quantities(world, now["listing_id"], {now["variant_id"]: now["shown"] - quantity})


def set_quantities(world: World, listing: int, quantities: Mapping[int, int]) -> None:
    """Store quantities by the ids of variants; the listing has changed if one of them differs."""
    before = {row["id"]: row["quantity"] for row in variants_of(world, listing)}
    changed = {each: count for each, count in quantities.items() if before[each] != count}
    if not changed:
        return
    with note_shown(world, listing):
        for variant, quantity in changed.items():
            world.update("swappa_variant", variant, quantity=quantity)
    touch(world, listing)


def touch(world: World, listing: int, **columns: Any) -> None:
    """Store columns of a listing; it counts as changed now."""
    world.update("swappa_listing", listing, updated_at=world.now, **columns)


def end(world: World, listing: int) -> None:
    """End a listing: it shows nothing and is in no list any more."""
    with note_shown(world, listing):
        touch(world, listing, ended_at=world.now)
