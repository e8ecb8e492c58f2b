CREATE TABLE wholecell_purchase_order (
  id                        INTEGER PRIMARY KEY,
  number                    TEXT    NOT NULL,
  vendor_id                 INTEGER REFERENCES wholecell_organization (id),
  status_id                 INTEGER NOT NULL REFERENCES wholecell_status (id),
  channel                   TEXT,
  expected_inventory_count  INTEGER,
  expected_total_price_paid INTEGER,
  notes                     TEXT,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wholecell_purchase_order_updated ON wholecell_purchase_order (updated_at);
