"""What the referee reads from this vendor. Source: docs/reference/duties.md D1 to D5.

The account is the one place. A listing shows the smaller of what its item and its offer say. One
made by hand cannot be written by the Inventory API.
"""

from stocktake.core.simulator import Views

PLACE = "ebay"

_STOCK = f"""
SELECT '{PLACE}', sku, NULL, NULL, shown * 1000000,
  coalesce(CAST(offer_id AS TEXT), 'L' || listing_id),
  CASE WHEN ended_at IS NOT NULL THEN 'it has ended' WHEN by_hand THEN 'it was listed by hand' END,
  ended_at IS NOT NULL
FROM ebay_shown
"""
_ORDERS = f"""
SELECT o.order_id, o.order_id, coalesce(l.sku, l.title), l.quantity * 1000000,
  l.shipped * 1000000, l.cancelled * 1000000,
  coalesce(CAST(l.offer_id AS TEXT), 'L' || l.listing_id), '{PLACE}', o.buyer, NULL
FROM ebay_order o JOIN ebay_sent_line l ON l.order_id = o.id
"""
_SHIPMENTS = """
SELECT f.id, o.order_id, o.order_id, coalesce(l.sku, l.title), p.quantity * 1000000, f.shipped_at,
  coalesce(CAST(l.offer_id AS TEXT), 'L' || l.listing_id)
FROM ebay_fulfillment f JOIN ebay_order o ON o.id = f.order_id
JOIN ebay_fulfillment_line p ON p.fulfillment_id = f.id JOIN ebay_line l ON l.id = p.line_id
"""

VIEWS = Views(stock=_STOCK, orders=_ORDERS, shipments=_SHIPMENTS)
