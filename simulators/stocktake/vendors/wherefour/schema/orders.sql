-- Orders, shipments and the adjustments that they and other events leave. Units as in schema.sql.

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

CREATE TABLE wherefour_custom_line_definition (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES wherefour_organization (id),
  name            TEXT NOT NULL,
  description     TEXT,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);

CREATE TABLE wherefour_custom_line_item (
  id                        INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id           INTEGER NOT NULL REFERENCES wherefour_organization (id),
  order_id                  INTEGER REFERENCES wherefour_order (id),  -- of one of these three
  invoice_id                INTEGER REFERENCES wherefour_invoice (id),
  credit_id                 INTEGER REFERENCES wherefour_credit (id),
  custom_line_definition_id INTEGER NOT NULL REFERENCES wherefour_custom_line_definition (id),
  name                      TEXT NOT NULL,
  count                     INTEGER NOT NULL,
  unit_price                INTEGER NOT NULL,
  amount                    INTEGER NOT NULL,  -- of the line, exact
  qualified                 INTEGER NOT NULL DEFAULT 0,
  created_at                INTEGER NOT NULL,
  updated_at                INTEGER NOT NULL
);
CREATE INDEX wherefour_custom_line_item_order ON wherefour_custom_line_item (order_id);
CREATE INDEX wherefour_custom_line_item_invoice ON wherefour_custom_line_item (invoice_id);
CREATE INDEX wherefour_custom_line_item_credit ON wherefour_custom_line_item (credit_id);

CREATE TABLE wherefour_shipment (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id            INTEGER NOT NULL REFERENCES wherefour_order (id),
  user_id             INTEGER NOT NULL REFERENCES wherefour_user (id),
  ship_date           INTEGER NOT NULL,
  shipment_number     INTEGER NOT NULL,
  tracking_number     TEXT,
  note                TEXT,
  delivery_method_id  INTEGER REFERENCES wherefour_delivery_method (id),
  delivery_driver     TEXT,
  delivery_vehicle    TEXT,
  shipping_address_id INTEGER REFERENCES wherefour_address (id),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  UNIQUE (order_id, shipment_number)
);

CREATE TABLE wherefour_shipment_item (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  shipment_id    INTEGER NOT NULL REFERENCES wherefour_shipment (id),
  order_item_id  INTEGER NOT NULL REFERENCES wherefour_order_item (id),
  inventory_name TEXT NOT NULL,
  inventory_sku  TEXT,
  count          INTEGER NOT NULL,  -- unit of pick and ship
  quantity       INTEGER NOT NULL,  -- unit of order
  taken          INTEGER NOT NULL   -- unit of use
);
CREATE INDEX wherefour_shipment_item_shipment ON wherefour_shipment_item (shipment_id);
CREATE INDEX wherefour_shipment_item_line ON wherefour_shipment_item (order_item_id);

CREATE TABLE wherefour_adjustment (  -- a lot as it was when its count changed
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id  INTEGER NOT NULL REFERENCES wherefour_organization (id),
  user_id          INTEGER NOT NULL REFERENCES wherefour_user (id),
  stock_id         INTEGER NOT NULL REFERENCES wherefour_stock (id),
  shipment_item_id INTEGER REFERENCES wherefour_shipment_item (id),
  reason           TEXT NOT NULL,
  lot_code         TEXT NOT NULL,
  old_lot_code     TEXT NOT NULL,
  barcode          TEXT,
  old_barcode      TEXT,
  details          TEXT NOT NULL,
  rate             INTEGER,
  cost             INTEGER NOT NULL,
  change           INTEGER NOT NULL,  -- signed, unit of use; count and absolute_change are its size
  note             TEXT NOT NULL,
  expiration_date  TEXT,
  effective_at     INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
);
CREATE INDEX wherefour_adjustment_stock ON wherefour_adjustment (stock_id);
CREATE INDEX wherefour_adjustment_effective ON wherefour_adjustment (effective_at);
CREATE INDEX wherefour_adjustment_created ON wherefour_adjustment (created_at);
CREATE INDEX wherefour_adjustment_shipment_item ON wherefour_adjustment (shipment_item_id);
