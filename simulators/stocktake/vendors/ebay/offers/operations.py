"""Offers are listed by SKU, shown, and stored whole. Source: docs/reference/channels.md 2.3."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import cut_size
from stocktake.vendors.ebay.errors import inventory_error
from stocktake.vendors.ebay.items.input import read_locale
from stocktake.vendors.ebay.lists import OFFERS
from stocktake.vendors.ebay.wire import read_digits

from . import rows
from .input import read_columns, read_details
from .shown import show_offer

_USUAL, _MOST = 100, 200
_MATCHING = "WHERE i.sku = :sku AND (:marketplace = '' OR o.marketplace = :marketplace)"


def list_offers(
    world: World,
    call: Call,
    *,
    sku: str = "",
    marketplace_id: str = "",
    limit: str | None = None,
    offset: str | None = None,
) -> Page:
    """List the offers of a SKU; `offset` is the index of the page."""
    if not sku:
        raise inventory_error(25709, "Invalid value for sku: it is required")
    size, index = read_digits(limit, _USUAL), read_digits(offset, 0)
    if size is None or index is None or not 1 <= size <= _MOST:
        raise inventory_error(
            25706, "The value of limit or offset is not allowed", limit=limit, offset=offset
        )
    size = cut_size(world, size, simulator="ebay")
    values = {"sku": sku, "marketplace": marketplace_id}
    offers = world.all(f"{rows.SELECT} {_MATCHING} ORDER BY o.id", values)
    if not offers:
        raise rows.unknown_offer(sku=sku)
    shown = [show_offer(offer) for offer in offers[size * index : size * (index + 1)]]
    return Page(rows=shown, total=len(offers), number=index + 1, size=size, key=OFFERS)


def get_offer(world: World, call: Call, *, offer_id: str) -> dict[str, Any]:
    """Show one offer."""
    return show_offer(rows.require(world, offer_id))


def put_offer(
    world: World, call: Call, *, offer_id: str, body: dict[str, Any], content_language: str = ""
) -> dict[str, Any]:
    """Store an offer whole; its SKU, marketplace and format stay."""
    offer = rows.require(world, offer_id)
    read_locale(content_language)
    rows.replace(world, offer, read_columns(body), read_details(body))
    return {"offerId": offer_id, "warnings": []}


HANDLERS = (list_offers, get_offer, put_offer)
