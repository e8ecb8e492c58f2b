"""What the referee reads from this vendor. Source: docs/reference/duties.md D1 to D5.

The account is the one place. What a paused listing shows is what was written to it: nobody can
buy it, and it counts again once the seller resumes it.
"""

from stocktake.core.simulator import Views

PLACE = "swappa"

_STOCK = f"""
SELECT '{PLACE}', sku, NULL, NULL, shown * 1000000, good,
  CASE WHEN ended_at IS NOT NULL THEN 'it has ended'
    WHEN paused THEN 'the seller has paused it' END,
  ended_at IS NOT NULL
FROM swappa_shown
"""
_ORDERS = f"""
SELECT 'SO' || o.id, 'SO' || o.id, l.sku, l.quantity * 1000000, l.shipped * 1000000,
  l.cancelled * 1000000, l.good, '{PLACE}', o.buyer ->> 'email', NULL
FROM swappa_order o JOIN swappa_sent_line l ON l.order_id = o.id
"""
_SHIPMENTS = """
SELECT p.id, 'SO' || l.order_id, 'SO' || l.order_id, l.sku, l.shipped * 1000000, p.shipped_at,
  l.good
FROM swappa_shipment p JOIN swappa_sent_line l ON l.shipment_id = p.id
"""

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS)
