"""Purchase orders as the wire shows them. Source: docs/reference/wholecell.md 6."""

import json
from collections.abc import Sequence

from stocktake.core.world import World
from stocktake.vendors.wholecell import wire
from stocktake.vendors.wholecell.wire import Row

_ORDERS = """
SELECT t.*, s.title AS status, v.name AS vendor,
  (SELECT count(*) FROM wholecell_inventory WHERE purchase_order_id = t.id) AS inventory_count,
  (SELECT coalesce(sum(total_price_paid), 0) FROM wholecell_inventory
    WHERE purchase_order_id = t.id) AS total_price_paid
FROM wholecell_purchase_order t
JOIN wholecell_status s ON s.id = t.status_id
LEFT JOIN wholecell_organization v ON v.id = t.vendor_id
WHERE t.id IN (SELECT value FROM json_each(?1))
"""


def show_orders(world: World, orders: Sequence[int]) -> list[Row]:
    """Return purchase orders as the wire shows them, in the order of their ids in `orders`."""
    zone = wire.read_zone(world)
    rows = world.all(_ORDERS, (json.dumps(list(orders)),))
    by_id = {row["id"]: _show_order(row, zone) for row in rows}
    return [by_id[identifier] for identifier in orders]


def _show_order(row: Row, zone: str) -> Row:
    return {
        "id": row["id"],
        "number": row["number"],
        "vendor": row["vendor_id"] and {"id": row["vendor_id"], "name": row["vendor"]},
        "status": row["status"],
        "channel": row["channel"],
        "expected_inventory_count": row["expected_inventory_count"],
        "expected_total_price_paid": row["expected_total_price_paid"],
        "inventory_count": row["inventory_count"],
        "total_price_paid": row["total_price_paid"],
        "notes": row["notes"],
        "created_at": wire.spell_time(row["created_at"], zone),
        "updated_at": wire.spell_time(row["updated_at"], zone),
    }
