"""Listings are listed, and their quantities written. Source: docs/reference/channels.md 3."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.swappa.lists import list_rows, read_since

from . import rows
from .input import read_quantities
from .shown import show_listing, show_listings

_MATCHING = "FROM swappa_listing WHERE ended_at IS NULL"
_SINCE = " AND updated_at >= :since"


def list_listings(
    world: World,
    call: Call,
    *,
    updated_since: str | None = None,
    page: str | None = None,
    page_size: str | None = None,
) -> Page:
    """List listings that have not ended, by id."""
    values = {"since": read_since(updated_since)}
    matching = _MATCHING + _SINCE * bool(values["since"])  # all of them are counted in an index
    return list_rows(world, matching, values, page=page, page_size=page_size, show=show_listings)


def update_listing(
    world: World, call: Call, *, listing_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Set the quantity of a listing, or those of its variants."""
    listing = rows.require(world, listing_id)
    variants = rows.variants_of(world, listing["id"])
    rows.set_quantities(world, listing["id"], read_quantities(listing, variants, body))
    return show_listing(world, rows.require(world, listing_id))


HANDLERS = (list_listings, update_listing)
