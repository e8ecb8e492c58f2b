"""Whiplash's tables as the referee reads them. Source: docs/reference/duties.md D1.

Physical units are those on a shelf and those that are batched and have not left the building. All
of them are sellable, so sellable - (ordered - shipped - cancelled) is the item's `quantity`, which
may be negative. For a deactivated item, and for an SKU that two items share, nothing can be
promised: as many units are sellable as its orders demand.

An order shows what was ordered: a bundle, not the components that its lines became. So components
in ordered bundles are not sellable, and of a bundle what is ordered is sellable besides what can
still be assembled. What orders without a document want of a bundle or of its components is unknown
of the other (D21): `v_parts` says what a bundle consists of today.
"""

from stocktake.core.simulator import Views

_STOCK = """
WITH shared AS (  -- by active items: of one that is not, that is said first
  SELECT sku FROM whiplash_item WHERE sku IS NOT NULL AND deactivated_at IS NULL
  GROUP BY sku HAVING count(*) > 1
), held AS (
  SELECT item_id, warehouse_id, quantity AS shelf, 0 AS batched, 0 AS bundled, 0 AS asked
  FROM whiplash_shelf
  UNION ALL
  SELECT item_id, warehouse_id, 0, batched * quantity, (bundle_id IS NOT NULL) * quantity,
    (bundle_id IS NULL) * quantity
  FROM whiplash_demand
), open AS (
  SELECT d.item_id, sum(d.quantity) AS quantity
  FROM whiplash_ordered d JOIN whiplash_order o ON o.id = d.order_id
  WHERE o.shipped_on IS NULL AND o.status NOT IN (30, 35, 40, 45)
  GROUP BY d.item_id
)
SELECT coalesce(w.name, ''), i.sku,
  coalesce(sum(h.shelf + h.batched), 0) * 1000000,
  coalesce(sum(CASE WHEN i.deactivated_at IS NOT NULL OR i.sku IN shared THEN h.asked
    ELSE h.shelf + h.batched - h.bundled END), 0) * 1000000,
  NULL, CAST(i.id AS TEXT), CASE WHEN i.deactivated_at IS NOT NULL THEN 'it is deactivated'
    WHEN i.sku IN shared THEN 'two items carry it' END, i.deactivated_at IS NOT NULL
FROM whiplash_item i
LEFT JOIN held h ON h.item_id = i.id
LEFT JOIN whiplash_warehouse w ON w.id = h.warehouse_id
WHERE i.sku IS NOT NULL AND NOT i.is_bundle
GROUP BY w.name, i.id
UNION ALL
SELECT '', i.sku, 0,
  sum((i.deactivated_at IS NULL) * i.quantity + coalesce(o.quantity, 0)) * 1000000, NULL,
  CAST(i.id AS TEXT), CASE WHEN i.deactivated_at IS NULL THEN 'it is a bundle'
    ELSE 'it is deactivated' END, i.deactivated_at IS NOT NULL
FROM whiplash_listed_item i LEFT JOIN open o ON o.item_id = i.id
WHERE i.sku IS NOT NULL AND i.is_bundle
GROUP BY i.id
"""

_ORDERS = """
SELECT o.id, o.originator_id, i.sku, d.quantity * 1000000,
  CASE WHEN o.shipped_on IS NULL THEN 0 ELSE d.quantity * 1000000 END,
  CASE WHEN o.shipped_on IS NULL AND o.status IN (30, 35, 40, 45) THEN d.quantity * 1000000
    ELSE 0 END, CAST(i.id AS TEXT), NULL, NULL, NULL
FROM whiplash_ordered d
JOIN whiplash_order o ON o.id = d.order_id
JOIN whiplash_item i ON i.id = d.item_id
"""

# An order ships as a whole, in any number of packages.
_SHIPMENTS = """
SELECT coalesce((SELECT min(p.id) FROM whiplash_package p WHERE p.order_id = o.id), o.id), o.id,
  o.originator_id, i.sku, d.quantity * 1000000, o.shipped_on, CAST(i.id AS TEXT)
FROM whiplash_ordered d
JOIN whiplash_order o ON o.id = d.order_id
JOIN whiplash_item i ON i.id = d.item_id
WHERE o.shipped_on IS NOT NULL
"""

_PARTS = """
SELECT CAST(b.bundle_id AS TEXT), CAST(b.item_id AS TEXT), b.quantity
FROM whiplash_bundle_item b JOIN whiplash_item i ON i.id = b.bundle_id
WHERE i.is_bundle
"""

_GOODS = "SELECT CAST(id AS TEXT), title, NULL FROM whiplash_item"

_HELD = """
SELECT CAST(d.item_id AS TEXT), coalesce(w.name, ''), NULL, sum(d.quantity) * 1000000,
  'kept for bundles that were ordered'
FROM whiplash_demand d
LEFT JOIN whiplash_warehouse w ON w.id = d.warehouse_id
WHERE d.bundle_id IS NOT NULL
GROUP BY d.item_id, d.warehouse_id
"""

VIEWS = Views(
    stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS, parts=_PARTS, goods=_GOODS, held=_HELD
)
