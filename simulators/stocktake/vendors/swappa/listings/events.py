"""What the seller does on the channel's own pages: list, rename, pause, resume, end.

Source: docs/reference/channels.md 3, 13.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stocktake.core.errors import Conflict, Unprocessable
from stocktake.core.world import World
from stocktake.vendors.swappa.wire import spell_listing

from . import rows


def add_listing(
    world: World,
    *,
    sku: str = "",
    variants: Sequence[Mapping[str, Any]] | None = None,
    quantity: int = 0,
    title: str = "",
    price: int = 19_900,
    condition: str = "good",
    device: bool = True,
) -> dict[str, Any]:
    """List a SKU, or several as variants; `quantity` is for those that say none of their own.

    Unprocessable for neither or both, and for variants that share a SKU.
    """
    if bool(sku) == bool(variants):
        raise Unprocessable("Give a sku or variants, one of the two")
    goods = [(each["sku"], each.get("quantity", quantity)) for each in variants or ()]
    if len({name for name, _ in goods}) < len(goods):
        raise Unprocessable("Two of the variants have the same SKU")
    listing = rows.add(
        world, goods or [(sku, quantity)],
        title=title or sku or goods[0][0], price=price, condition=condition, device=device,
        has_variants=bool(variants),
    )  # fmt: skip
    return {"id": spell_listing(listing)}


def rename_sku(
    world: World, *, listing: str, sku: str, variant: str | None = None
) -> dict[str, Any]:
    """Give a listing another SKU, or its variant of a SKU; orders keep the one that was bought.

    Conflict where another variant of the listing has it.
    """
    rows.require(world, listing)
    known = rows.find_in(world, listing, variant)
    others = rows.variants_of(world, known["listing_id"])
    if any(each["sku"] == sku and each["id"] != known["variant_id"] for each in others):
        raise Conflict(f"Listing {listing} has a variant {sku!r} already")
    world.update("swappa_variant", known["variant_id"], sku=sku)
    rows.touch(world, known["listing_id"])
    world.note("swappa", "renamed", sku=sku, good=known["good"])
    return {"id": listing}


def pause_listing(world: World, *, listing: str) -> dict[str, Any]:
    """Pause a listing: it keeps its quantity, and nobody can buy it; Conflict a second time."""
    known = rows.require(world, listing)
    if known["paused"]:
        raise Conflict(f"Listing {listing} is paused already")
    rows.touch(world, known["id"], paused=True)
    return {"id": listing}


def resume_listing(world: World, *, listing: str) -> dict[str, Any]:
    """Put a paused listing on sale again; Conflict for one that is on sale."""
    known = rows.require(world, listing)
    if not known["paused"]:
        raise Conflict(f"Listing {listing} is not paused")
    rows.touch(world, known["id"], paused=False)
    return {"id": listing}


def end_listing(world: World, *, listing: str) -> dict[str, Any]:
    """End a listing; NotFound for one that has ended."""
    rows.end(world, rows.require(world, listing)["id"])
    return {"id": listing}


EVENTS = (add_listing, rename_sku, pause_listing, resume_listing, end_listing)
