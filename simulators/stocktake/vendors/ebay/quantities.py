"""Quantities and prices of many items and offers at once, each answered by itself.

Source: docs/reference/channels.md 2.3.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from stocktake.core.simulator import Call, Reply
from stocktake.core.world import World

from .errors import SellError, inventory_error, spell_error
from .items import rows as items
from .items.input import read_quantity
from .listings.rows import PUBLISHED, is_blocked
from .offers import rows as offers
from .offers.input import read_price

_MOST = 25  # requests of a call, offers of a request

Body = Mapping[str, Any]
IsBlocked = Callable[[int], bool]
"""Counts one revision of a listing, however many rows of a request touch it."""

# Operations


def bulk_update_price_quantity(world: World, call: Call, *, body: dict[str, Any]) -> Reply:
    """Set quantities and prices; 200 where every row was taken, else 207."""
    requests = body.get("requests")
    if not requests or len(requests) > _MOST:
        raise inventory_error(25709, "Invalid value for requests: 1 to 25")
    answers = []
    for number, request in enumerate(requests):
        if number < call.spoiled:
            error = inventory_error(25001, "A system error has occurred", status=500)
            answers.append(_answer(request, error=error))
        else:
            answers += _answers(world, request)
    taken = all(answer["statusCode"] == 200 for answer in answers)
    return Reply(200 if taken else 207, {"responses": answers})


HANDLERS = (bulk_update_price_quantity,)

# One request of a call: a row for its item, and one for each of its offers


def _answers(world: World, request: Body) -> Iterator[dict[str, Any]]:
    wanted = request.get("offers") or []
    ship_to = request.get("shipToLocationAvailability")
    item = items.find(world, request.get("sku") or "")
    error = _error_of(request, wanted, item, sets_nothing=not wanted and ship_to is None)
    if item is None or error is not None:
        yield _answer(request, error=error)
        return
    is_counted: IsBlocked = cache(partial(is_blocked, world))
    if ship_to is not None:
        set_item = partial(_set_item, world, item, ship_to, is_counted)
        yield _answer(request, error=_attempt(set_item))
    times = Counter(each.get("offerId") for each in wanted)
    for each in wanted:
        set_offer = partial(_set_offer, world, item, each, is_counted, times=times)
        yield _answer(request, offer_id=each.get("offerId", ""), error=_attempt(set_offer))


def _error_of(
    request: Body, wanted: list[Body], item: items.Row | None, *, sets_nothing: bool
) -> SellError | None:
    """Return why a request is refused as a whole, None where each of its rows is tried."""
    if sets_nothing:
        return inventory_error(25002, "Nothing to update: give a quantity or offers")
    if len(wanted) > _MOST:
        return inventory_error(25709, "Invalid value for offers: at most 25")
    return items.unknown_item(request.get("sku") or "") if item is None else None


def _set_item(world: World, item: items.Row, ship_to: Body, is_counted: IsBlocked) -> None:
    if ship_to.get("quantity") is None:
        raise inventory_error(25002, "Nothing to update: give a quantity")
    quantity = read_quantity(ship_to["quantity"], name="quantity")
    items.check_allocation(world, item, quantity)
    for listing_id in items.listings_of(world, item["id"]):
        if is_counted(listing_id):
            raise items.blocked(listing_id)
    items.set_quantity(world, item, quantity)


def _set_offer(
    world: World, item: items.Row, sent: Body, is_counted: IsBlocked, *, times: Mapping[Any, int]
) -> None:
    offer_id = sent.get("offerId", "")
    if times[sent.get("offerId")] > 1:
        raise inventory_error(
            25709, "Invalid value for offerId: it is there twice", offerId=offer_id
        )
    offer = offers.find(world, offer_id)
    if offer is None:
        raise offers.unknown_offer(offerId=offer_id)
    if offer["item_id"] != item["id"]:
        raise inventory_error(
            25709, "Invalid value for offerId: it is an offer of another SKU", offerId=offer_id
        )
    if offer["status"] != PUBLISHED:
        raise inventory_error(25713, "This Offer is not available: it is not published")
    columns = _read_terms(sent)
    if is_counted(offer["listing_id"]):
        raise items.blocked(offer["listing_id"])
    offers.set_terms(world, offer, columns)


def _read_terms(sent: Body) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if sent.get("availableQuantity") is not None:
        columns["quantity"] = read_quantity(sent["availableQuantity"], name="availableQuantity")
    if sent.get("price") is not None:
        columns |= read_price(sent["price"])
    if not columns:
        raise inventory_error(25002, "Nothing to update: give availableQuantity or price")
    return columns


def _attempt(act: Callable[[], None]) -> SellError | None:
    """Run what checks before it writes; return why it was refused."""
    try:
        act()
    except SellError as error:
        return error
    return None


def _answer(
    request: Body, *, offer_id: str | None = None, error: SellError | None
) -> dict[str, Any]:
    return {
        "statusCode": error.status if error else 200,
        "sku": request.get("sku") or "",
        **({} if offer_id is None else {"offerId": offer_id}),
        "errors": [spell_error(error)] if error else [],
        "warnings": [],
    }
