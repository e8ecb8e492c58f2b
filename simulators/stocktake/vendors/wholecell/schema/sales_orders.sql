CREATE TABLE wholecell_sales_order (
  id                 INTEGER PRIMARY KEY,
  transaction_number TEXT,
  channel            TEXT,
  status_id          INTEGER NOT NULL REFERENCES wholecell_status (id),
  customer_id        INTEGER REFERENCES wholecell_organization (id),
  shipping_address   TEXT,  -- JSON map
  billing_address    TEXT,  -- JSON map
  notes              TEXT,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  shipped_at         INTEGER  -- when it got a shipped status or its first shipment
);
CREATE INDEX wholecell_sales_order_transaction
  ON wholecell_sales_order (transaction_number);
CREATE INDEX wholecell_sales_order_status ON wholecell_sales_order (status_id, created_at);

CREATE TABLE wholecell_shipment (
  id              INTEGER PRIMARY KEY,
  sales_order_id  INTEGER NOT NULL REFERENCES wholecell_sales_order (id) ON DELETE CASCADE,
  carrier         TEXT,
  service         TEXT,
  tracking_number TEXT,
  shipped_at      INTEGER NOT NULL
);
CREATE INDEX wholecell_shipment_order ON wholecell_shipment (sales_order_id);
