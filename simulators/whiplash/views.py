"""Whiplash's tables as the referee reads every vendor's. Source: docs/reference/duties.md D1.

What is in the building is what lies on a shelf and what was batched and has not left; all of it
sells, so sellable - (ordered - shipped - cancelled) is the item's `quantity`, overselling and all.
Of an item that was deactivated, or of an SKU that two items carry, nothing can be promised: it
sells what its orders ask for.
"""

from simulators.core.simulator import Views

_STOCK = """
WITH held AS (
  SELECT item_id, warehouse_id, quantity AS shelf, 0 AS batched, 0 AS asked FROM whiplash_shelf
  UNION ALL
  SELECT item_id, warehouse_id, 0, batched * quantity, quantity FROM whiplash_demand
)
SELECT coalesce(w.name, ''), i.sku,
  coalesce(sum(h.shelf + h.batched), 0) * 1000000,
  coalesce(sum(CASE WHEN i.deactivated_at IS NOT NULL OR EXISTS (SELECT 1 FROM whiplash_item twin
      WHERE twin.sku = i.sku AND twin.id <> i.id AND twin.deactivated_at IS NULL)
    THEN h.asked ELSE h.shelf + h.batched END), 0) * 1000000,
  NULL
FROM whiplash_item i
LEFT JOIN held h ON h.item_id = i.id
LEFT JOIN whiplash_warehouse w ON w.id = h.warehouse_id
WHERE i.sku IS NOT NULL AND NOT i.is_bundle
GROUP BY w.name, i.sku
UNION ALL
SELECT '', sku, 0, sum(quantity) * 1000000, NULL
FROM whiplash_listed_item
WHERE sku IS NOT NULL AND is_bundle AND deactivated_at IS NULL
GROUP BY sku
"""

_ORDERS = """
SELECT o.id, o.originator_id, i.sku, li.quantity * 1000000,
  CASE WHEN o.shipped_on IS NULL THEN 0 ELSE li.quantity * 1000000 END,
  CASE WHEN o.shipped_on IS NULL AND o.status IN (30, 35, 40, 45) THEN li.quantity * 1000000
    ELSE 0 END
FROM whiplash_order_item li
JOIN whiplash_order o ON o.id = li.order_id
JOIN whiplash_item i ON i.id = li.item_id
WHERE NOT li.packaging
"""

# An order leaves as a whole, in however many packages.
_SHIPMENTS = """
SELECT coalesce((SELECT min(p.id) FROM whiplash_package p WHERE p.order_id = o.id), o.id), o.id,
  o.originator_id, i.sku, li.quantity * 1000000, o.shipped_on
FROM whiplash_order_item li
JOIN whiplash_order o ON o.id = li.order_id
JOIN whiplash_item i ON i.id = li.item_id
WHERE o.shipped_on IS NOT NULL AND NOT li.packaging
"""

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS)
