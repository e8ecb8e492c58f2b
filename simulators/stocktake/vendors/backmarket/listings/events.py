"""What the seller does in the back office: list, rename, deactivate.

Source: docs/reference/channels.md 13.
"""

from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World

from . import rows


def add_listing(
    world: World,
    *,
    sku: str,
    quantity: int = 0,
    title: str = "",
    price: int = 19_900,
    grade: str = "VERY_GOOD",
    comment: str | None = rows.COMMENT,
) -> dict[str, Any]:
    """List goods; a SKU may be listed several times, by grade or not."""
    listing_id = rows.add(
        world, sku=sku, quantity=quantity, title=title or sku, price=price, grade=grade,
        comment=comment,
    )  # fmt: skip
    return _shown(rows.require_for_people(world, listing_id))


def rename_sku(world: World, *, listing: str | int, sku: str) -> dict[str, Any]:
    """Give a listing another SKU; orders keep the one that was bought."""
    known = rows.require_for_people(world, listing)
    rows.rename(world, known, sku)
    return _shown({**known, "sku": sku})


def end_listing(world: World, *, listing: str | int) -> dict[str, Any]:
    """Deactivate a listing; Conflict for one that is."""
    known = rows.require_for_people(world, listing)
    if known["ended_at"] is not None:
        raise Conflict(f"listing {listing} is deactivated already")
    rows.end(world, known)
    return _shown(known)


def _shown(listing: rows.Row) -> dict[str, Any]:
    return {"id": str(listing["id"]), "uuid": listing["uuid"], "sku": listing["sku"]}


EVENTS = (add_listing, rename_sku, end_listing)
