CREATE TABLE shipstation_customer (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  word TEXT NOT NULL UNIQUE  -- e-mail or user name
);

CREATE TABLE shipstation_order (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  number            TEXT    NOT NULL,
  key               TEXT    NOT NULL,
  store_id          INTEGER NOT NULL REFERENCES shipstation_store (id),
  status            TEXT    NOT NULL,
  active            INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),  -- 0: deleted, or merged into another
  created_at        INTEGER NOT NULL,
  modified_at       INTEGER NOT NULL,
  ordered_at        INTEGER NOT NULL,
  paid_at           INTEGER,
  ship_by           INTEGER,
  customer_id       INTEGER REFERENCES shipstation_customer (id),
  customer_username TEXT,
  customer_email    TEXT,
  bill_to           TEXT    NOT NULL,  -- JSON address
  ship_to           TEXT    NOT NULL,  -- JSON address
  amount_paid       INTEGER NOT NULL DEFAULT 0,
  tax_amount        INTEGER NOT NULL DEFAULT 0,
  shipping_amount   INTEGER NOT NULL DEFAULT 0,
  customer_notes    TEXT,
  internal_notes    TEXT,
  gift              INTEGER NOT NULL DEFAULT 0 CHECK (gift IN (0, 1)),
  gift_message      TEXT,
  payment_method    TEXT,
  requested_service TEXT,
  carrier_code      TEXT,
  service_code      TEXT,
  package_code      TEXT,
  confirmation      TEXT,
  ship_date         TEXT,  -- ISO date
  hold_until        TEXT,  -- ISO date
  weight            TEXT,  -- JSON
  dimensions        TEXT,  -- JSON
  insurance         TEXT,  -- JSON
  international     TEXT,  -- JSON
  advanced          TEXT,  -- JSON
  tag_ids           TEXT,  -- JSON list
  is_marked         INTEGER NOT NULL DEFAULT 0 CHECK (is_marked IN (0, 1)),  -- shipped with a label from elsewhere
  is_cut            INTEGER NOT NULL DEFAULT 0 CHECK (is_cut IN (0, 1)),     -- merged or split
  merged_ids        TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  parent_id         INTEGER REFERENCES shipstation_order (id),  -- of what was split off
  merged_into       INTEGER REFERENCES shipstation_order (id),
  outside_id        TEXT  -- its OrderID in a Custom Store
);
CREATE INDEX shipstation_order_key ON shipstation_order (key);
CREATE INDEX shipstation_order_number ON shipstation_order (number);
CREATE INDEX shipstation_order_modified ON shipstation_order (modified_at);

CREATE TABLE shipstation_order_item (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id           INTEGER NOT NULL REFERENCES shipstation_order (id),
  line_item_key      TEXT,
  sku                TEXT,
  name               TEXT,
  image_url          TEXT,
  weight             TEXT,  -- JSON
  quantity           INTEGER NOT NULL,
  unit_price         INTEGER,
  tax_amount         INTEGER,
  shipping_amount    INTEGER,
  warehouse_location TEXT,
  options            TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  product_id         INTEGER,
  fulfillment_sku    TEXT,
  adjustment         INTEGER NOT NULL DEFAULT 0 CHECK (adjustment IN (0, 1)),
  upc                TEXT,
  created_at         INTEGER NOT NULL,
  modified_at        INTEGER NOT NULL
);
CREATE INDEX shipstation_order_item_order ON shipstation_order_item (order_id);
