-- `combined_into` is the order that the buyer made of this one and others: it is shown no more.
CREATE TABLE ebay_order (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL UNIQUE, buyer TEXT NOT NULL,
  ship_to TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, paid_at INTEGER,
  cancel_reason TEXT, cancel_requested_at INTEGER, cancelled_at INTEGER,
  combined_into INTEGER REFERENCES ebay_order (id)
);
CREATE INDEX ebay_order_by_creation ON ebay_order (combined_into, created_at);
-- `sku` is the one that was bought; `price` is cents of one; `cancelled` units are not wanted any more.
CREATE TABLE ebay_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES ebay_order (id),
  listing_id INTEGER NOT NULL REFERENCES ebay_listing (id), offer_id INTEGER REFERENCES ebay_offer (id),
  sku TEXT, title TEXT NOT NULL, quantity INTEGER NOT NULL, price INTEGER NOT NULL,
  cancelled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX ebay_line_by_order ON ebay_line (order_id);
CREATE TABLE ebay_refund (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES ebay_order (id),
  at INTEGER NOT NULL, reason TEXT NOT NULL, amount INTEGER NOT NULL
);
CREATE INDEX ebay_refund_by_order ON ebay_refund (order_id);
CREATE TABLE ebay_refund_line (
  refund_id INTEGER NOT NULL REFERENCES ebay_refund (id), line_id INTEGER NOT NULL REFERENCES ebay_line (id),
  amount INTEGER NOT NULL, PRIMARY KEY (refund_id, line_id)
) WITHOUT ROWID;
CREATE INDEX ebay_refund_line_by_line ON ebay_refund_line (line_id);
