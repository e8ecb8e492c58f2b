"""Stock levels: what each SKU has, owes and has left. Source: docs/reference/wholecell.md 4.

One row for each SKU of the catalog, even without units; variations that share a SKU are added up.
"""

import json
from collections.abc import Sequence

from stocktake.core.simulator import Call, Page
from stocktake.core.world import World
from stocktake.rules.units import WINDOW_MS, UnitLevel

from . import lists
from .wire import Row

_SKUS = "FROM wholecell_product_variation WHERE sku IS NOT NULL"
# What an item of an open order still needs is `rules.units.Line.awaited`.
# A page costs its SKUs, not the world: without CROSS JOIN SQLite begins with every unsold unit.
_LEVELS = f"""
WITH shown AS (SELECT DISTINCT sku {_SKUS} ORDER BY sku LIMIT :limit OFFSET :offset),
hand AS (
  SELECT v.sku, count(*) AS units
  FROM shown
  CROSS JOIN wholecell_product_variation v ON v.sku = shown.sku
  CROSS JOIN wholecell_inventory i ON i.product_variation_id = v.id
  WHERE i.order_id IS NULL AND (:statuses IS NULL OR i.status_id IN (
    SELECT s.id FROM wholecell_status s
    JOIN json_each(:statuses) chosen ON chosen.value = s.title
    WHERE s.kind = 'Inventory'))
  GROUP BY v.sku
),
owed AS (
  SELECT v.sku, sum(max(0, li.quantity - (
    SELECT count(*) FROM wholecell_inventory i
    WHERE i.order_id = li.sales_order_id AND i.order_item_id = li.id))) AS units
  FROM shown
  CROSS JOIN wholecell_product_variation v ON v.sku = shown.sku
  CROSS JOIN wholecell_sales_order_item li ON li.product_variation_id = v.id
  CROSS JOIN wholecell_sales_order o ON o.id = li.sales_order_id AND o.created_at >= :since
  CROSS JOIN wholecell_status s ON s.id = o.status_id
  WHERE s.open
  GROUP BY v.sku
)
SELECT shown.sku, coalesce(hand.units, 0) AS on_hand, coalesce(owed.units, 0) AS outstanding
FROM shown LEFT JOIN hand ON hand.sku = shown.sku LEFT JOIN owed ON owed.sku = shown.sku
ORDER BY shown.sku
"""


def show_levels(
    world: World, statuses: Sequence[str] | None, *, limit: int = -1, offset: int = 0
) -> list[Row]:
    """Return the levels of SKUs as of now, of all or of a page.

    `statuses` are the titles whose units count; without any, all units do.
    """
    chosen = [title for title in statuses or () if title]
    rows = world.all(
        _LEVELS,
        {
            "limit": limit,
            "offset": offset,
            "since": world.now - WINDOW_MS,
            "statuses": json.dumps(chosen) if chosen else None,
        },
    )
    return [_show_level(row["sku"], UnitLevel(row["on_hand"], row["outstanding"])) for row in rows]


def _show_level(sku: str, level: UnitLevel) -> Row:
    return {
        "sku": sku,
        "on_hand": level.on_hand,
        "outstanding": level.outstanding,
        "available": level.available,
    }


def list_stock_levels(
    world: World,
    call: Call,
    *,
    inventory_statuses: list[str] | None = None,
    page: str | None = None,
    per_page: str | None = None,
) -> Page:
    """List the levels of all SKUs, ordered by SKU (4)."""
    total = world.value("SELECT count(DISTINCT sku) " + _SKUS)
    window = lists.window(world, page=page, per_page=per_page, total=total)
    rows = show_levels(world, inventory_statuses, limit=window.limit, offset=window.offset)
    return Page(rows=rows, total=window.total, number=window.number, size=window.size)


HANDLERS = (list_stock_levels,)
