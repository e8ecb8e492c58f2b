-- Invoices and their line items.

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
