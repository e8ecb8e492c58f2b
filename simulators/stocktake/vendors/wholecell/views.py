"""WholeCell's tables as the referee reads every vendor's. Source: docs/reference/duties.md D1.

A committed unit is no longer on hand, but its order still needs it. Until the order ships both
count, so that sellable - (ordered - shipped - cancelled) is what can be promised. Units beyond the
quantity of their item, and units without an item, do not sell: no order needs them.
An order in a status that is not open counts as cancelled, as it does in the stock levels.
An item counts for the SKU of its variation, an item of unknown SKU for none until it is connected.
"""

from stocktake.core.simulator import Views

_STOCK = """
WITH promised AS (
  SELECT id FROM (
    SELECT i.id, li.quantity, row_number() OVER (PARTITION BY i.order_item_id ORDER BY i.id) AS n
    FROM wholecell_inventory i
    JOIN wholecell_sales_order_item li ON li.id = i.order_item_id
    JOIN wholecell_sales_order o ON o.id = li.sales_order_id
    JOIN wholecell_status s ON s.id = o.status_id
    WHERE s.open AND o.shipped_at IS NULL
  ) WHERE n <= quantity
)
SELECT place, sku, sum(physical) * 1000000, sum(sellable) * 1000000, NULL, CAST(variation AS TEXT),
  NULL, 0
FROM (
  SELECT u.place, u.variation_id AS variation, u.sku, u.physical,
    CASE WHEN u.order_id IS NULL THEN u.status = 'Available'
      ELSE u.id IN (SELECT id FROM promised) END AS sellable
  FROM wholecell_standing u
  UNION ALL
  SELECT '', v.id, v.sku, 0, 0 FROM wholecell_product_variation v
  WHERE NOT EXISTS (SELECT 1 FROM wholecell_inventory i
    JOIN wholecell_product_variation other ON other.id = i.product_variation_id
    WHERE other.sku = v.sku)
)
WHERE sku IS NOT NULL
GROUP BY place, variation
"""

_ORDERS = """
SELECT o.id, o.transaction_number, v.sku, li.quantity * 1000000,
  CASE WHEN o.shipped_at IS NULL THEN 0 ELSE li.quantity * 1000000 END,
  CASE WHEN o.shipped_at IS NULL AND NOT s.open THEN li.quantity * 1000000 ELSE 0 END,
  CAST(v.id AS TEXT), NULL, NULL, NULL
FROM wholecell_sales_order_item li
LEFT JOIN wholecell_product_variation v ON v.id = li.product_variation_id
JOIN wholecell_sales_order o ON o.id = li.sales_order_id
JOIN wholecell_status s ON s.id = o.status_id
"""

# An order ships as a whole, in any number of parcels.
_SHIPMENTS = """
SELECT coalesce((SELECT min(p.id) FROM wholecell_shipment p WHERE p.sales_order_id = o.id), o.id),
  o.id, o.transaction_number, v.sku, li.quantity * 1000000, o.shipped_at, CAST(v.id AS TEXT)
FROM wholecell_sales_order_item li
LEFT JOIN wholecell_product_variation v ON v.id = li.product_variation_id
JOIN wholecell_sales_order o ON o.id = li.sales_order_id
WHERE o.shipped_at IS NOT NULL
"""

_GOODS = """
SELECT CAST(v.id AS TEXT),
  trim(replace(replace(named || ', ' || v.grade, '  ', ' '), '  ', ' '), ', '), NULL
FROM (SELECT p.id AS product, p.manufacturer || ' ' || p.model || ' ' || p.variant || ' '
    || p.capacity || ' ' || p.color AS named FROM wholecell_product p)
JOIN wholecell_product_variation v ON v.product_id = product
"""

# Units that are committed count for their order, whatever their status was.
_HELD = """
SELECT CAST(u.variation_id AS TEXT), u.place, NULL, count(*) * 1000000,
  'in status ' || u.status || ', which does not sell'
FROM wholecell_standing u
WHERE u.physical AND u.order_id IS NULL AND u.status <> 'Available'
GROUP BY u.variation_id, u.place, u.status
"""

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS, goods=_GOODS, held=_HELD)
