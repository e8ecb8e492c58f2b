-- A parcel of an order; a line leaves whole, in one of them.
CREATE TABLE swappa_shipment (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES swappa_order (id),
  carrier TEXT NOT NULL, tracking_number TEXT NOT NULL, shipped_at INTEGER NOT NULL,
  UNIQUE (order_id, tracking_number)
);
CREATE TABLE swappa_shipment_line (
  line_id INTEGER PRIMARY KEY REFERENCES swappa_line (id),
  shipment_id INTEGER NOT NULL REFERENCES swappa_shipment (id), quantity INTEGER NOT NULL, imei TEXT
);
CREATE INDEX swappa_shipment_line_by_shipment ON swappa_shipment_line (shipment_id);
-- Lines with what of them has left, in which device, and the good that they were sold from.
CREATE VIEW swappa_sent_line AS
SELECT l.*, coalesce(p.quantity, 0) AS shipped, p.imei, p.shipment_id, s.listing_id, s.good
FROM swappa_line l JOIN swappa_shown s ON s.variant_id = l.variant_id
LEFT JOIN swappa_shipment_line p ON p.line_id = l.id;
