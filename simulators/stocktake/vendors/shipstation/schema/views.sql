-- What each item of an order asks for, how much of it has left, and how much never will. An order
-- that was merged into another asks for nothing: the other one does.
CREATE VIEW shipstation_demand AS
SELECT order_id, number, sku, item_id, ordered, shipped,
  CASE WHEN is_over THEN ordered - shipped ELSE 0 END AS cancelled
FROM (
  SELECT o.id AS order_id, o.number, i.sku, i.id AS item_id, i.quantity AS ordered,
    CASE WHEN o.is_marked THEN i.quantity ELSE min(i.quantity, coalesce((
      SELECT sum(l.quantity) FROM shipstation_shipment_item l
      JOIN shipstation_shipment s ON s.id = l.shipment_id
      WHERE l.order_item_id = i.id AND s.voided_at IS NULL AND NOT s.is_return), 0)) END AS shipped,
    o.status = 'cancelled' OR NOT o.active AS is_over
  FROM shipstation_order_item i JOIN shipstation_order o ON o.id = i.order_id
  WHERE NOT i.adjustment AND o.merged_into IS NULL
);
