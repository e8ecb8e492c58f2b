"""ShipStation's tables as the referee reads them. Source: docs/reference/duties.md D1.

It holds no stock. An order's units have left when a live label is for them, a return's apart, or
when the order was marked as shipped. An order that was merged into another is not seen: the other
one is.
"""

from stocktake.core.simulator import Views

_STOCK = "SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL WHERE 0"

_ORDERS = """
SELECT order_id, number, sku, ordered * 1000000, shipped * 1000000, cancelled * 1000000, NULL, NULL,
  NULL, NULL
FROM shipstation_demand
"""

# Fulfillments have negative ids here: both kinds count from one.
_SHIPMENTS = """
SELECT s.id, o.id, o.number, l.sku, l.quantity * 1000000, s.created_at, NULL
FROM shipstation_shipment s
JOIN shipstation_shipment_item l ON l.shipment_id = s.id
JOIN shipstation_order o ON o.id = s.order_id
WHERE s.voided_at IS NULL AND NOT s.is_return
UNION ALL
SELECT -f.id, o.id, o.number, i.sku, 1000000 * (i.quantity - min(i.quantity, coalesce((
    SELECT sum(l.quantity) FROM shipstation_shipment_item l
    JOIN shipstation_shipment s ON s.id = l.shipment_id
    WHERE l.order_item_id = i.id AND s.voided_at IS NULL AND NOT s.is_return), 0))),
  f.created_at, NULL
FROM shipstation_fulfillment f
JOIN shipstation_order o ON o.id = f.order_id
JOIN shipstation_order_item i ON i.order_id = o.id
WHERE NOT i.adjustment
"""

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS)
