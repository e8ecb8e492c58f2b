-- A parcel; its number is empty where the seller named none.
CREATE TABLE ebay_fulfillment (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES ebay_order (id),
  number TEXT NOT NULL, carrier TEXT, shipped_at INTEGER NOT NULL, UNIQUE (order_id, number)
);
CREATE TABLE ebay_fulfillment_line (
  fulfillment_id INTEGER NOT NULL REFERENCES ebay_fulfillment (id),
  line_id INTEGER NOT NULL REFERENCES ebay_line (id), quantity INTEGER NOT NULL,
  PRIMARY KEY (fulfillment_id, line_id)
) WITHOUT ROWID;
CREATE INDEX ebay_fulfillment_line_by_line ON ebay_fulfillment_line (line_id);
-- Lines with what of them has left.
CREATE VIEW ebay_sent_line AS
SELECT l.*, coalesce((SELECT sum(f.quantity) FROM ebay_fulfillment_line f WHERE f.line_id = l.id), 0) AS shipped
FROM ebay_line l;
