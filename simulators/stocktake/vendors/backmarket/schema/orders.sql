-- `micros` is what the microseconds of its creation have beyond the milliseconds: clients see six digits.
CREATE TABLE backmarket_order (
  id INTEGER PRIMARY KEY AUTOINCREMENT, country_code TEXT NOT NULL, currency TEXT NOT NULL, address TEXT NOT NULL,
  micros INTEGER NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, paid_at INTEGER,
  shipped_at INTEGER, tracking_number TEXT NOT NULL DEFAULT '', tracking_url TEXT NOT NULL DEFAULT '',
  shipper TEXT NOT NULL DEFAULT ''
);
CREATE INDEX backmarket_order_by_creation ON backmarket_order (created_at);
-- `sku` is the one that was bought; `price` and `refunded` are cents, of one and of all.
-- States: 0 new, 9 on hold, 8 not paid yet, 1 paid, 2 accepted, 3 handed to the carrier, 4 cancelled,
-- 5 refunded before and 6 after shipping, 7 not paid.
CREATE TABLE backmarket_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES backmarket_order (id),
  listing_id INTEGER NOT NULL REFERENCES backmarket_listing (id), sku TEXT NOT NULL, title TEXT NOT NULL,
  quantity INTEGER NOT NULL, price INTEGER NOT NULL, state INTEGER NOT NULL, refunded INTEGER NOT NULL DEFAULT 0,
  return_reason INTEGER, return_message TEXT NOT NULL DEFAULT '', imei TEXT NOT NULL DEFAULT '',
  serial_number TEXT NOT NULL DEFAULT ''
);
CREATE INDEX backmarket_line_by_order ON backmarket_line (order_id);
-- Orders with their state, which follows from the lines: the first rule that holds (reference, 1.3).
CREATE VIEW backmarket_stated_order AS
SELECT o.*, (
  SELECT CASE WHEN max(state = 1) THEN 1 WHEN max(state = 2) THEN 3 WHEN max(state IN (0, 9)) THEN 0
    WHEN max(state = 8) THEN 10 WHEN min(state = 7) THEN 8 ELSE 9 END
  FROM backmarket_line WHERE order_id = o.id) AS state
FROM backmarket_order o;
