"""What a warehouse needs of goods that leave the country: a price, in strict mode.

Source: docs/reference/whiplash.md 2.3: an item's price is required for international orders.
"""

from collections.abc import Mapping
from typing import Any

from stocktake.core.errors import Conflict
from stocktake.core.world import World
from stocktake.dialects.rails import invalid

Row = Mapping[str, Any]

_RULE = "is required for international orders: {} has none"

# The warehouse that an order leaves from; until it has one, each that it may leave from.
_COUNTRIES = """
SELECT w.shipping_country_iso2 AS code FROM whiplash_order o
JOIN whiplash_customer_warehouse c ON c.customer_id = o.customer_id
JOIN whiplash_warehouse w ON w.id = c.warehouse_id
WHERE o.id = ?1 AND CASE WHEN o.warehouse_id IS NOT NULL THEN w.id = o.warehouse_id
  ELSE json_array_length(o.shop_warehouse_ids) = 0
    OR w.id IN (SELECT value FROM json_each(o.shop_warehouse_ids)) END
"""
_UNPRICED = """
SELECT i.id, i.sku FROM whiplash_order_item li JOIN whiplash_item i ON i.id = li.item_id
WHERE li.order_id = ? AND NOT li.packaging AND i.price IS NULL ORDER BY li.id LIMIT 1
"""


def check_prices(world: World, order_id: int) -> None:
    """Refuse an order that goes abroad with an item without a price, in strict mode only."""
    item = _unpriced(world, order_id)
    if item is not None:
        raise invalid("price", _RULE.format(_named(item)))


def keep_unpriced_home(world: World, order: Row) -> None:
    """Keep staff from sending such an order: one that was made before the mode was strict."""
    item = _unpriced(world, order["id"])
    if item is not None:
        raise Conflict(f"a price {_RULE.format(_named(item))}")


def _unpriced(world: World, order_id: int) -> Row | None:
    """Return the first item that keeps an order from going abroad, None when nothing does."""
    if not world.quirk("whiplash.strict"):
        return None
    order = world.one("SELECT * FROM whiplash_order WHERE id = ?", (order_id,))
    if not _is_abroad(world, order):
        return None
    return world.find(_UNPRICED, (order_id,))


def _is_abroad(world: World, order: Row) -> bool:
    """Say whether an order leaves the country; one whose country nobody knows does."""
    if not (order["shipping_country"] or "").strip():
        return False
    codes = [row["code"] for row in world.all(_COUNTRIES, (order["id"],))]
    return order["shipping_country_iso2"] not in codes


def _named(item: Row) -> str:
    return f"item {item['id']}" + (f" ({item['sku']})" if item["sku"] else "")
