"""What the referee reads from this vendor. Source: docs/reference/duties.md D1 to D5.

The account is one place. A line's units have left from the moment the parcel is told, also when
they are paid back later; a line that is refused, cancelled or paid back before is not wanted.
"""

from stocktake.core.simulator import Views

_STOCK = """
SELECT 'backmarket', sku, NULL, NULL, shown * 1000000, CAST(id AS TEXT),
  CASE publication_state WHEN 4 THEN 'it is deactivated' WHEN 0 THEN 'it has no price or no comment'
    WHEN 3 THEN iif(price > max_price, 'its price is above the highest allowed', NULL) END,
  ended_at IS NOT NULL
FROM backmarket_shown
"""
_ORDERS = """
SELECT o.id, CAST(o.id AS TEXT), l.sku, l.quantity * 1000000,
  iif(l.state IN (3, 6), l.quantity, 0) * 1000000,
  iif(l.state IN (4, 5, 7), l.quantity, 0) * 1000000,
  CAST(l.listing_id AS TEXT), 'backmarket', NULL, NULL
FROM backmarket_order o JOIN backmarket_line l ON l.order_id = o.id
"""
_SHIPMENTS = """
SELECT o.id, o.id, CAST(o.id AS TEXT), l.sku, l.quantity * 1000000, o.shipped_at,
  CAST(l.listing_id AS TEXT)
FROM backmarket_order o JOIN backmarket_line l ON l.order_id = o.id WHERE l.state IN (3, 6)
"""

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS)
