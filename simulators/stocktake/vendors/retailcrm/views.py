"""What the referee reads from this vendor. Source: docs/reference/duties.md D1 to D5."""

from stocktake.core.simulator import Views

# One row per offer and store: an SKU in two shops has two numbers, and both must be right.
_STOCK = """
  SELECT store.code, offer.external_id, NULL, NULL, COALESCE(inventory.quantity, 0),
    CAST(offer.id AS TEXT), NULL, 0
  FROM retailcrm_offer offer CROSS JOIN retailcrm_store store
  LEFT JOIN retailcrm_inventory inventory
    ON inventory.offer_id = offer.id AND inventory.store = store.code
"""
_ORDERS = """
  SELECT CAST(crm_order.id AS TEXT), 'R' || crm_order.id,
         COALESCE(offer.external_id, item.name) AS sku, SUM(item.quantity),
         SUM(item.quantity) * crm_order.shipped, SUM(item.quantity) * (status.category = 'cancel'),
         CAST(offer.id AS TEXT), crm_order.shipment_store, CAST(crm_order.customer_id AS TEXT),
         crm_order.shipment_date
  FROM retailcrm_order crm_order
  JOIN retailcrm_status status ON status.code = crm_order.status
  JOIN retailcrm_order_item item ON item.order_id = crm_order.id
  LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  GROUP BY crm_order.id, offer.id, sku
"""
_SHIPMENTS = """
  SELECT item.id, CAST(crm_order.id AS TEXT), 'R' || crm_order.id,
         COALESCE(offer.external_id, item.name), item.quantity, crm_order.shipped_at,
         CAST(offer.id AS TEXT)
  FROM retailcrm_order crm_order
  JOIN retailcrm_order_item item ON item.order_id = crm_order.id
  LEFT JOIN retailcrm_offer offer ON offer.id = item.offer_id
  WHERE crm_order.shipped
"""

_GOODS = "SELECT CAST(id AS TEXT), name, NULL FROM retailcrm_offer"

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS, goods=_GOODS)
