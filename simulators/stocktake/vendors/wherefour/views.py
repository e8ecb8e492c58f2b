"""Stock, orders and shipments as the referee reads them. Source: docs/reference/duties.md D1."""

from stocktake.core.simulator import Views

# One unit of order is to_count / from_count units of use. Division comes before multiplication, so
# that no product exceeds 64 bits; differences of running sums make the places of an item add up.
_STOCK = """
WITH shared AS (  -- by items that are in use: a retired one has no number of its own anyway
  SELECT sku FROM wherefour_inventory WHERE sku IS NOT NULL AND NOT retired
  GROUP BY sku HAVING count(*) > 1
), lots AS (
  SELECT i.id AS item, CASE WHEN i.retired THEN 'it is retired'
      WHEN i.quantity_not_tracked THEN 'it is not tracked'
      WHEN i.pull_strategy = 'Hand Pick' THEN 'it is picked by hand'
      WHEN i.sku IN shared THEN 'two items carry it' END AS why, i.retired,
    coalesce(l.id, 0) AS location, coalesce(l.locator_code, '') AS place, i.sku,
    coalesce(c.to_count, 1) AS per, coalesce(c.from_count, 1) AS units,
    coalesce(sum(s.count) FILTER (WHERE s.status <> 'inactive'), 0) AS physical,
    coalesce(sum(s.count) FILTER (WHERE s.status = 'active' AND i.pull_strategy <> 'Hand Pick'
      AND coalesce(l.allowed_for_pick_and_ship, 1) AND NOT i.retired AND NOT i.quantity_not_tracked
      AND i.sku NOT IN shared), 0) AS sellable
  FROM wherefour_inventory i
  LEFT JOIN wherefour_stock s ON s.inventory_id = i.id
  LEFT JOIN wherefour_location l ON l.id = s.location_id
  LEFT JOIN wherefour_conversion c ON c.inventory_id = i.id
    AND c.unit_of_measurement = i.unit_of_order AND i.unit_of_order <> i.unit_of_use
  WHERE i.sku IS NOT NULL
  GROUP BY i.id, l.id
), running AS (
  SELECT item, why, retired, place, sku, per, units, physical, sellable,
    sum(physical) OVER upto AS physical_sum, sum(sellable) OVER upto AS sellable_sum
  FROM lots WINDOW upto AS (PARTITION BY item ORDER BY location)
)
SELECT place, sku,
  (physical_sum / per * units + physical_sum % per * units / per)
    - ((physical_sum - physical) / per * units + (physical_sum - physical) % per * units / per),
  (sellable_sum / per * units + sellable_sum % per * units / per)
    - ((sellable_sum - sellable) / per * units + (sellable_sum - sellable) % per * units / per),
  NULL, CAST(item AS TEXT), why, retired
FROM running
"""

_ORDERS = """
SELECT id, reference, sku, ordered, shipped,
  CASE WHEN canceled THEN max(0, ordered - shipped) ELSE 0 END, CAST(item AS TEXT), NULL,
  CAST(customer AS TEXT), NULL
FROM (
  SELECT o.id, o.order_number AS reference, o.customer_id AS customer, li.inventory_id AS item,
    li.sku, li.count AS ordered,
    (SELECT coalesce(sum(si.quantity), 0) FROM wherefour_shipment_item si
      WHERE si.order_item_id = li.id) AS shipped,
    st.order_canceled_status AS canceled
  FROM wherefour_order_item li
  JOIN wherefour_order o ON o.id = li.order_id
  JOIN wherefour_order_status st ON st.id = o.order_status_id
)
"""

_SHIPMENTS = """
SELECT s.id, s.order_id, o.order_number, si.inventory_sku, si.quantity, s.ship_date,
  CAST(li.inventory_id AS TEXT)
FROM wherefour_shipment_item si
JOIN wherefour_shipment s ON s.id = si.shipment_id
JOIN wherefour_order o ON o.id = s.order_id
JOIN wherefour_order_item li ON li.id = si.order_item_id
"""

_CUSTOMERS = "SELECT CAST(id AS TEXT), display_name FROM wherefour_customer"

_GOODS = """
SELECT CAST(i.id AS TEXT), i.name,
  CASE WHEN c.to_count > c.from_count AND c.to_count % c.from_count = 0
    THEN c.to_count / c.from_count END
FROM wherefour_inventory i
LEFT JOIN wherefour_conversion c ON c.inventory_id = i.id
  AND c.unit_of_measurement = i.unit_of_order AND i.unit_of_order <> i.unit_of_use
"""

_HELD = """
SELECT CAST(i.id AS TEXT), coalesce(l.locator_code, ''), s.lot_code,
  s.count / coalesce(c.to_count, 1) * coalesce(c.from_count, 1)
    + s.count % coalesce(c.to_count, 1) * coalesce(c.from_count, 1) / coalesce(c.to_count, 1),
  CASE WHEN s.status = 'on_hold' THEN 'on hold' WHEN s.status = 'quarantined' THEN 'quarantined'
    WHEN i.pull_strategy = 'Hand Pick' THEN 'picked by hand only'
    ELSE 'at ' || l.locator_code || ', where nothing is picked' END
FROM wherefour_stock s
JOIN wherefour_inventory i ON i.id = s.inventory_id
LEFT JOIN wherefour_location l ON l.id = s.location_id
LEFT JOIN wherefour_conversion c ON c.inventory_id = i.id
  AND c.unit_of_measurement = i.unit_of_order AND i.unit_of_order <> i.unit_of_use
WHERE s.count > 0 AND s.status <> 'inactive' AND (s.status <> 'active'
  OR i.pull_strategy = 'Hand Pick' OR NOT coalesce(l.allowed_for_pick_and_ship, 1))
"""

VIEWS = Views(
    stock=_STOCK,
    orders=_ORDERS,
    shipments=_SHIPMENTS,
    customers=_CUSTOMERS,
    goods=_GOODS,
    held=_HELD,
)
