-- Quotes and their line items.

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
