"""Listings are listed, shown and updated one by one. Source: docs/reference/channels.md 1.2."""

from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.ids import read_integer
from stocktake.vendors.backmarket.access import use_lines
from stocktake.vendors.backmarket.errors import bad, unknown
from stocktake.vendors.backmarket.lists import select_page, usual_size
from stocktake.vendors.backmarket.markets import market_of

from . import rows
from .input import read_update
from .shown import show_listing

_CONDITIONS = {
    "state": "publication_state = :state",
    "min": "quantity >= :min",
    "max": "quantity <= :max",
}
# Every listing has terms of the home market, so without a filter the view's rows are the table's.
_COUNT_ALL = "SELECT count(*) FROM backmarket_listing"


def list_listings(
    world: World,
    call: Call,
    *,
    publication_state: str | None = None,
    min_quantity: str | None = None,
    max_quantity: str | None = None,
    page: str = "1",
    page_size: str = usual_size(),
    accept_language: str = "",
) -> Page:
    """List listings by listing_id."""
    values = {
        "state": _read("publication_state", publication_state),
        "min": _read("min_quantity", min_quantity),
        "max": _read("max_quantity", max_quantity),
    }
    asked = [_CONDITIONS[name] for name, value in values.items() if value is not None]
    found = select_page(
        world,
        "SELECT * FROM backmarket_shown" + " WHERE " * bool(asked) + " AND ".join(asked),
        order="id", values=values, page=page, page_size=page_size,
        count=None if asked else _COUNT_ALL,
    )  # fmt: skip
    market, lag = market_of(accept_language), world.quirk("backmarket.read_lag_ms")
    shown = [show_listing(world, row, market, lag=lag) for row in found.rows]
    return Page(shown, found.total, found.number, found.size)


def get_listing(world: World, call: Call, *, id_: str, accept_language: str = "") -> dict[str, Any]:
    """Show one listing, by its id or its listing_id."""
    return _answer(world, rows.require(world, id_), market_of(accept_language))


def get_listing_detail(
    world: World,
    call: Call,
    *,
    sku: str | None = None,
    listing_id: str | None = None,
    accept_language: str = "",
) -> dict[str, Any]:
    """Show one listing, by its SKU or its listing_id; of several with the SKU the first."""
    market = market_of(accept_language)
    if listing_id:
        return _answer(world, rows.require(world, listing_id), market)
    if not sku:
        raise bad("give a sku or a listing_id", "sku")
    first = world.value("SELECT min(id) FROM backmarket_listing WHERE sku = ?", (sku,))
    if first is None:
        raise unknown("the listing")
    return _answer(world, rows.require(world, str(first)), market)


def update_listing(
    world: World, call: Call, *, id_: str, accept_language: str = "", body: Any = None
) -> dict[str, Any]:
    """Change the fields that are sent, at once; quantity 0 takes the listing offline."""
    listing = rows.require(world, id_)
    market = market_of(accept_language)
    known = rows.terms_of(world, listing["id"], market)
    update = read_update(body, market=market, shippings=known["shippings"])
    use_lines(world, 1)
    rows.write(world, listing, quantity=update.quantity, market=market, terms=update.terms)
    answer = _answer(world, rows.require(world, id_), market)
    if update.shippings:
        answer["shippings_response"] = list(update.shippings)
    return answer


def _answer(world: World, listing: rows.Row, market: str) -> dict[str, Any]:
    return {**show_listing(world, listing, market), "statuscode": 200}


def _read(name: str, text: str | None) -> int | None:
    if not text:
        return None
    number = read_integer(text)
    if number is None:
        raise bad(f"{text[:40]!r} is no number", name)
    return number


HANDLERS = (list_listings, get_listing, get_listing_detail, update_listing)
