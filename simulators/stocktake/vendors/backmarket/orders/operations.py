"""Orders are listed, shown and moved on by the merchant. Source: docs/reference/channels.md 1.3."""

from collections.abc import Mapping
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.vendors.backmarket import quirks
from stocktake.vendors.backmarket.errors import bad
from stocktake.vendors.backmarket.lists import select_page, usual_size
from stocktake.vendors.backmarket.wire import read_micros, read_whole

from . import rows
from .input import read_device, read_new_state, read_parcel, read_return, read_sku
from .shown import show_order
from .states import (
    ACCEPTED,
    CANCELLED,
    HIDDEN,
    ORDER_TO_SHIP,
    PAID,
    REFUNDED_AFTER,
    REFUNDED_BEFORE,
    SHIPPED,
)

_MATCHING = f"""
SELECT * FROM backmarket_stated_order o
WHERE iif(:state IS NULL, o.state NOT IN ({", ".join(map(str, sorted(HIDDEN)))}), o.state = :state)
  AND (:country IS NULL OR o.country_code = :country)
  AND (:created IS NULL OR o.created_at * 1000 + o.micros >= :created)
  AND (:modified IS NULL OR o.modified_at * 1000 >= :modified)
"""
_ORDERS = {
    quirks.NEWEST_FIRST: "created_at DESC, id DESC",
    quirks.OLDEST_FIRST: "created_at, id",
    quirks.CHANGED_FIRST: "modified_at DESC, id DESC",
}
_FROM = {
    2: (PAID, ACCEPTED),
    4: (PAID, CANCELLED),
    5: (ACCEPTED, REFUNDED_BEFORE),
    6: (SHIPPED, REFUNDED_AFTER),
}
"""For each `new_state` of one SKU: the state that a line must be in, and the one that it gets."""


def list_orders(
    world: World,
    call: Call,
    *,
    state: str | None = None,
    country_code: str | None = None,
    date_creation: str | None = None,
    date_modification: str | None = None,
    page: str = "1",
    page_size: str = usual_size(),
) -> Page:
    """List orders, the newest first; those in 0 and 8 only where they are asked for."""
    values = {
        "state": _read_state(state),
        "country": country_code or None,
        "created": _read_date("date_creation", date_creation),
        "modified": _read_date("date_modification", date_modification),
    }
    order = _ORDERS[world.quirk("backmarket.orders_sort")]
    found = select_page(
        world, _MATCHING, order=order, values=values, page=page, page_size=page_size
    )
    shown = [show_order(world, row) for row in found.rows]
    if shown and world.quirk("backmarket.unknown_values"):
        shown[0] |= {"state": 42, "loyalty": {"tier": "GOLD"}}
    return Page(shown, found.total, found.number, found.size)


def get_order(world: World, call: Call, *, order_id: str) -> dict[str, Any]:
    """Show one order."""
    return show_order(world, rows.require(world, order_id))


def update_order(world: World, call: Call, *, order_id: str, body: dict[str, Any]) -> Any:
    """Accept, refuse or pay back lines of a SKU; say that the whole order has left."""
    order = rows.require(world, order_id)
    new_state = read_new_state(body, order["id"])
    if new_state == SHIPPED:
        _ship(world, order, body)
    else:
        _move(world, order, new_state, body)
    return show_order(world, rows.require(world, order_id))


def _ship(world: World, order: rows.Row, body: Mapping[str, Any]) -> None:
    parcel = read_parcel(body, now=world.now)
    device = read_device(body)
    lines = rows.lines_of(world, order)
    if order["tracking_number"]:
        if parcel["tracking_number"] != order["tracking_number"]:
            raise bad("the order has left under another number", "tracking_number")
        return
    if order["state"] != ORDER_TO_SHIP:
        raise bad("the order is not accepted", "new_state")
    if device:
        if len(lines) != 1 or lines[0]["quantity"] != 1:
            name = next(iter(device))
            raise bad(f"{name} is for an order of one line of one unit only", name)
        world.update("backmarket_line", lines[0]["id"], **device)
    moved = {line["id"]: SHIPPED for line in lines if line["state"] == ACCEPTED}
    rows.move(world, order, moved, **parcel)


def _move(world: World, order: rows.Row, new_state: int, body: Mapping[str, Any]) -> None:
    sku = read_sku(body)
    lines = [line for line in rows.lines_of(world, order) if line["sku"] == sku]
    if not lines:
        raise bad(f"the order has no line of {sku!r}", "sku")
    needed, given = _FROM[new_state]
    moved = [line for line in lines if line["state"] == needed]
    returned = read_return(body) if new_state == REFUNDED_AFTER else {}
    if not moved:
        if new_state == ACCEPTED and any(line["state"] == ACCEPTED for line in lines):
            return  # sent again
        raise bad(f"a line in state {lines[0]['state']} cannot get {new_state}", "new_state")
    if new_state == ACCEPTED:
        rows.move(world, order, {line["id"]: given for line in moved})
        return
    for line in moved:
        rows.pay_back(world, line, amount=rows.left_of(line), state=given, **returned)


def _read_state(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return read_whole(text)
    except ValueError as error:
        raise bad(str(error), "state") from None


def _read_date(name: str, text: str | None) -> int | None:
    if not text:
        return None
    try:
        return read_micros(text)
    except ValueError as error:
        raise bad(str(error), name) from None


HANDLERS = (list_orders, get_order, update_order)
