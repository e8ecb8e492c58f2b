"""Orders are listed and shown. Source: docs/reference/channels.md 2.4."""

import json
from typing import Any

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.dialects.paging import cut_size
from stocktake.vendors.ebay.errors import fulfillment_error
from stocktake.vendors.ebay.lists import ORDERS
from stocktake.vendors.ebay.wire import read_digits

from . import rows
from .filters import CREATED, MODIFIED, read_filter, read_ids
from .shown import show_order

_USUAL, _MOST = 50, 200
_TAXES = "TAX_BREAKDOWN"
_LISTED = "FROM ebay_order o WHERE o.combined_into IS NULL"
# Each is named by the parameter that it needs: what is not asked for is not looked at.
_CONDITIONS = {
    "ids": "o.order_id IN (SELECT value FROM json_each(:ids))",
    CREATED: f"o.created_at BETWEEN :{CREATED} AND :end",
    MODIFIED: f"o.modified_at BETWEEN :{MODIFIED} AND :end",
    "statuses": """(
      SELECT CASE WHEN sum(l.shipped) = 0 THEN 'NOT_STARTED'
        WHEN min(l.shipped + l.cancelled >= l.quantity) THEN 'FULFILLED' ELSE 'IN_PROGRESS' END
      FROM ebay_sent_line l WHERE l.order_id = o.id
    ) IN (SELECT value FROM json_each(:statuses))""",
}


def list_orders(
    world: World,
    call: Call,
    *,
    filter_: str = "",
    order_ids: str = "",
    limit: str | None = None,
    offset: str | None = None,
    field_groups: str = "",
) -> Page:
    """List orders, the oldest first; `offset` counts the orders that are skipped."""
    _check_field_groups(field_groups)
    size, skipped = read_digits(limit, _USUAL), read_digits(offset, 0)
    if size is None or not 1 <= size <= _MOST:
        raise fulfillment_error(31100, "The limit must be 1 to 200", limit=limit)
    if skipped is None:
        raise fulfillment_error(31000, "The offset must be 0 or more", offset=offset)
    size = cut_size(world, size, simulator="ebay")
    values = _values(world, filter_, order_ids)
    asked = (_CONDITIONS[name] for name in values if name in _CONDITIONS)
    matching = " AND ".join((_LISTED, *asked))
    total = world.value(f"SELECT count(*) {matching}", values)
    found = world.all(
        f"SELECT o.* {matching} ORDER BY o.created_at, o.id LIMIT :size OFFSET :skipped",
        {**values, "size": size, "skipped": skipped},
    )
    shown = [show_order(world, call, order, alone=False) for order in found]
    if shown and world.quirk("ebay.unknown_values"):
        shown[0] |= {"orderFulfillmentStatus": "AWAITING_PICKUP", "loyalty": {"tier": "GOLD"}}
    number = skipped // size + 1
    return Page(shown, total, number, size, key=ORDERS, extra={"offset": skipped})


def get_order(world: World, call: Call, *, order_id: str, field_groups: str = "") -> dict[str, Any]:
    """Show one order, with the requests to cancel it."""
    _check_field_groups(field_groups)
    return show_order(world, call, rows.require(world, order_id), alone=True)


def _values(world: World, filter_: str, order_ids: str) -> dict[str, Any]:
    if order_ids:
        return {"ids": json.dumps(read_ids(order_ids))}
    asked = read_filter(filter_, now=world.now)
    values: dict[str, Any] = {asked.date: asked.start, "end": asked.end}
    if asked.statuses:
        values["statuses"] = json.dumps(sorted(asked.statuses))
    return values


def _check_field_groups(field_groups: str) -> None:
    if field_groups not in ("", _TAXES):
        raise fulfillment_error(32800, "Invalid field group", fieldGroups=field_groups)


HANDLERS = (list_orders, get_order)
