-- Credits and their line items.

CREATE TABLE wherefour_credit (
  id                     INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id        INTEGER NOT NULL REFERENCES wherefour_organization (id),
  user_id                INTEGER NOT NULL REFERENCES wherefour_user (id),
  customer_id            INTEGER NOT NULL REFERENCES wherefour_customer (id),
  order_id               INTEGER REFERENCES wherefour_order (id),
  invoice_id             INTEGER REFERENCES wherefour_invoice (id),
  salesperson_id         INTEGER REFERENCES wherefour_salesperson (id),
  credit_number          TEXT NOT NULL,
  credit_date            TEXT NOT NULL,
  credit_from_address_id INTEGER REFERENCES wherefour_address (id),
  status                 TEXT NOT NULL,
  customer_message       TEXT,
  internal_notes         TEXT,  -- no answer shows it
  sent_total             INTEGER,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL
);
CREATE INDEX wherefour_credit_customer ON wherefour_credit (customer_id);

CREATE TABLE wherefour_credit_item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  credit_id     INTEGER NOT NULL REFERENCES wherefour_credit (id),
  inventory_id  INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  name          TEXT NOT NULL,
  sku           TEXT,
  category_name TEXT,
  count         INTEGER NOT NULL CHECK (count >= 0),  -- unit of order
  cost          INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX wherefour_credit_item_credit ON wherefour_credit_item (credit_id);
