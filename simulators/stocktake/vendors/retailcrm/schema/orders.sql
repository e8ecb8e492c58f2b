-- Customers, orders, items and their history. Quantities and prices are millionths, times
-- milliseconds; JSON where noted.
CREATE TABLE retailcrm_customer (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  external_id TEXT,
  site        TEXT    NOT NULL REFERENCES retailcrm_site (code),
  first_name  TEXT,
  last_name   TEXT,
  email       TEXT,
  phone       TEXT,
  address     TEXT    NOT NULL,  -- JSON map
  created_at  INTEGER NOT NULL
);

CREATE TABLE retailcrm_order (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  external_id       TEXT,
  number            TEXT    NOT NULL,
  site              TEXT    NOT NULL REFERENCES retailcrm_site (code),
  status            TEXT    NOT NULL REFERENCES retailcrm_status (code),
  customer_id       INTEGER NOT NULL REFERENCES retailcrm_customer (id),
  first_name        TEXT,
  last_name         TEXT,
  patronymic        TEXT,
  phone             TEXT,
  email             TEXT,
  order_type        TEXT,
  country_iso       TEXT,
  customer_comment  TEXT,
  manager_comment   TEXT,
  delivery_cost     INTEGER NOT NULL DEFAULT 0,
  delivery_address  TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  created_at        INTEGER NOT NULL,
  status_updated_at INTEGER NOT NULL,
  shipment_store    TEXT REFERENCES retailcrm_store (code),
  shipment_date     TEXT,
  shipped           INTEGER NOT NULL DEFAULT 0 CHECK (shipped IN (0, 1)),
  shipped_at        INTEGER,  -- when `shipped` turned true; the API never shows it
  UNIQUE (site, external_id)
);
CREATE INDEX retailcrm_order_created ON retailcrm_order (created_at, id);

CREATE TABLE retailcrm_order_item (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id       INTEGER NOT NULL REFERENCES retailcrm_order (id),
  offer_id       INTEGER REFERENCES retailcrm_offer (id),
  name           TEXT    NOT NULL,
  quantity       INTEGER NOT NULL CHECK (quantity >= 0),
  price          INTEGER NOT NULL,
  purchase_price INTEGER NOT NULL,
  price_type     TEXT    NOT NULL,
  status         TEXT    NOT NULL,
  external_ids   TEXT    NOT NULL,  -- JSON list of {code, value}
  created_at     INTEGER NOT NULL
);
CREATE INDEX retailcrm_order_item_order ON retailcrm_order_item (order_id);

CREATE TABLE retailcrm_history (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES retailcrm_order (id),
  created_at INTEGER NOT NULL,
  source     TEXT    NOT NULL CHECK (source IN ('api', 'user')),
  api_key_id INTEGER REFERENCES retailcrm_api_key (id),
  created    INTEGER NOT NULL DEFAULT 0 CHECK (created IN (0, 1)),
  field      TEXT    NOT NULL,
  old        TEXT    NOT NULL,  -- JSON
  new        TEXT    NOT NULL,  -- JSON
  shown      TEXT    NOT NULL,  -- JSON: the order as the record shows it
  item       TEXT               -- JSON
);
CREATE INDEX retailcrm_history_order ON retailcrm_history (order_id);
