-- Invoices, quotes and credits, and their lines. Units as in schema.sql.

CREATE TABLE wherefour_quote (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id         INTEGER NOT NULL REFERENCES wherefour_customer (id),
  quote_number        TEXT NOT NULL,
  quote_date          TEXT NOT NULL,
  expiration_date     TEXT,
  status              TEXT NOT NULL,
  salesperson_id      INTEGER REFERENCES wherefour_salesperson (id),
  delivery_method_id  INTEGER REFERENCES wherefour_delivery_method (id),
  sales_channel_id    INTEGER REFERENCES wherefour_sales_channel (id),
  payment_term_id     INTEGER REFERENCES wherefour_payment_term (id),
  instructions        TEXT,
  discount            INTEGER,
  tax                 INTEGER,
  shipping            INTEGER,
  sent_subtotal       INTEGER,  -- what an older client sent; shown when legacy_totals is on
  sent_total          INTEGER,
  billing_address_id  INTEGER REFERENCES wherefour_address (id),
  shipping_address_id INTEGER REFERENCES wherefour_address (id),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL
);
CREATE INDEX wherefour_quote_number ON wherefour_quote (quote_number);
CREATE INDEX wherefour_quote_customer ON wherefour_quote (customer_id);
CREATE INDEX wherefour_quote_updated ON wherefour_quote (updated_at);

CREATE TABLE wherefour_quote_item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  quote_id      INTEGER NOT NULL REFERENCES wherefour_quote (id),
  inventory_id  INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  name          TEXT NOT NULL,  -- name and SKU as they were when the line was written
  sku           TEXT,
  category_name TEXT,
  count         INTEGER NOT NULL CHECK (count >= 0),  -- unit of order
  cost          INTEGER NOT NULL,  -- price of one
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX wherefour_quote_item_quote ON wherefour_quote_item (quote_id);

CREATE TABLE wherefour_invoice (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id         INTEGER NOT NULL REFERENCES wherefour_customer (id),
  invoice_number      TEXT NOT NULL,
  invoice_date        TEXT NOT NULL,
  status              TEXT NOT NULL,
  po_number           TEXT,
  order_id            INTEGER REFERENCES wherefour_order (id),
  quote_id            INTEGER REFERENCES wherefour_quote (id),
  salesperson_id      INTEGER REFERENCES wherefour_salesperson (id),
  delivery_method_id  INTEGER REFERENCES wherefour_delivery_method (id),
  sales_channel_id    INTEGER REFERENCES wherefour_sales_channel (id),
  payment_term_id     INTEGER REFERENCES wherefour_payment_term (id),
  instructions        TEXT,
  discount            INTEGER,
  tax                 INTEGER,
  shipping            INTEGER,
  sent_subtotal       INTEGER,
  sent_total          INTEGER,
  billing_address_id  INTEGER REFERENCES wherefour_address (id),
  shipping_address_id INTEGER REFERENCES wherefour_address (id),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL
);
CREATE INDEX wherefour_invoice_number ON wherefour_invoice (invoice_number);
CREATE INDEX wherefour_invoice_customer ON wherefour_invoice (customer_id);
CREATE INDEX wherefour_invoice_updated ON wherefour_invoice (updated_at);

CREATE TABLE wherefour_invoice_item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  invoice_id    INTEGER NOT NULL REFERENCES wherefour_invoice (id),
  inventory_id  INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  name          TEXT NOT NULL,
  sku           TEXT,
  category_name TEXT,
  count         INTEGER NOT NULL CHECK (count >= 0),  -- unit of invoice
  cost          INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX wherefour_invoice_item_invoice ON wherefour_invoice_item (invoice_id);

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
