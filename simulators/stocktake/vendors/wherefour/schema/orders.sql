-- Orders and their line items.

CREATE TABLE wherefour_order (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id         INTEGER NOT NULL REFERENCES wherefour_customer (id),
  order_number        TEXT NOT NULL,
  order_date          TEXT NOT NULL,
  produce_date        TEXT,
  deliver_date        TEXT,
  ship_date           TEXT,
  po_number           TEXT,
  order_status_id     INTEGER NOT NULL REFERENCES wherefour_order_status (id),
  origin              TEXT NOT NULL DEFAULT 'wherefour',
  invoiced            INTEGER NOT NULL DEFAULT 0,
  invoiced_at         INTEGER,
  salesperson_id      INTEGER REFERENCES wherefour_salesperson (id),
  delivery_method_id  INTEGER REFERENCES wherefour_delivery_method (id),
  sales_channel_id    INTEGER REFERENCES wherefour_sales_channel (id),
  payment_term_id     INTEGER REFERENCES wherefour_payment_term (id),
  quote_id            INTEGER,
  instructions        TEXT NOT NULL DEFAULT '',
  internal_notes      TEXT,
  discount            INTEGER,
  tax                 INTEGER,
  shipping            INTEGER,
  sent_subtotal       INTEGER,  -- what an older client sent; shown when legacy_totals is on
  sent_total          INTEGER,
  billing_address_id  INTEGER REFERENCES wherefour_address (id),
  shipping_address_id INTEGER REFERENCES wherefour_address (id),
  ship_from_address_id INTEGER REFERENCES wherefour_address (id),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL
);
CREATE INDEX wherefour_order_number ON wherefour_order (order_number);
CREATE INDEX wherefour_order_customer ON wherefour_order (customer_id);
CREATE INDEX wherefour_order_updated ON wherefour_order (updated_at);

CREATE TABLE wherefour_order_item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id      INTEGER NOT NULL REFERENCES wherefour_order (id),
  inventory_id  INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  name          TEXT NOT NULL,  -- name and SKU as they were when the line was written
  sku           TEXT,
  category_name TEXT,
  count         INTEGER NOT NULL CHECK (count >= 0),  -- unit of order
  cost          INTEGER NOT NULL,  -- price of one
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX wherefour_order_item_order ON wherefour_order_item (order_id);
