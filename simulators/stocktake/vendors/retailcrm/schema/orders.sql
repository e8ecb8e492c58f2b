-- Customers, orders, items, payments and their history. Quantities and prices are millionths, times
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
  status_comment    TEXT,
  customer_id       INTEGER NOT NULL REFERENCES retailcrm_customer (id),
  first_name        TEXT,
  last_name         TEXT,
  patronymic        TEXT,
  phone             TEXT,
  additional_phone  TEXT,
  email             TEXT,
  contragent        TEXT    NOT NULL DEFAULT '{"contragentType": "individual"}',  -- JSON map
  order_type        TEXT,
  order_method      TEXT,
  privilege_type    TEXT    NOT NULL DEFAULT 'none',
  country_iso       TEXT,
  customer_comment  TEXT,
  manager_comment   TEXT,
  manager_id        INTEGER,
  mark              INTEGER,
  mark_datetime     INTEGER NOT NULL,
  call              INTEGER NOT NULL DEFAULT 0 CHECK (call IN (0, 1)),
  expired           INTEGER NOT NULL DEFAULT 0 CHECK (expired IN (0, 1)),
  client_id         TEXT,
  source            TEXT,                           -- JSON map
  custom_fields     TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  discount_amount   INTEGER,  -- once per order
  discount_percent  INTEGER,  -- of its goods
  weight            INTEGER,  -- grams; sizes are millimetres
  length            INTEGER,
  width             INTEGER,
  height            INTEGER,
  delivery_code     TEXT,
  delivery_cost     INTEGER NOT NULL DEFAULT 0,
  delivery_net_cost INTEGER NOT NULL DEFAULT 0,
  delivery_date     TEXT,
  delivery_time     TEXT,                           -- JSON map
  delivery_vat_rate TEXT,
  delivery_service  TEXT,                           -- JSON map
  delivery_data     TEXT,                           -- JSON map
  delivery_address  TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  total             INTEGER NOT NULL DEFAULT 0,     -- goods less discounts, and the delivery
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
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id         INTEGER NOT NULL REFERENCES retailcrm_order (id),
  offer_id         INTEGER REFERENCES retailcrm_offer (id),
  name             TEXT    NOT NULL,
  quantity         INTEGER NOT NULL CHECK (quantity >= 0),
  price            INTEGER NOT NULL,
  purchase_price   INTEGER NOT NULL,
  price_type       TEXT    NOT NULL,
  discount_amount  INTEGER,  -- per unit
  discount_percent INTEGER,  -- of the price
  vat_rate         TEXT    NOT NULL DEFAULT 'none',
  status           TEXT    NOT NULL,
  comment          TEXT,
  properties       TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  marking_codes    TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  external_ids     TEXT    NOT NULL,               -- JSON list of {code, value}
  created_at       INTEGER NOT NULL
);
CREATE INDEX retailcrm_order_item_order ON retailcrm_order_item (order_id);

CREATE TABLE retailcrm_payment (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id    INTEGER NOT NULL REFERENCES retailcrm_order (id),
  external_id TEXT,
  type        TEXT,
  status      TEXT,
  amount      INTEGER,
  paid_at     INTEGER,
  comment     TEXT
);
CREATE INDEX retailcrm_payment_order ON retailcrm_payment (order_id);

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
  item       TEXT,              -- JSON
  payment    TEXT               -- JSON
);
CREATE INDEX retailcrm_history_order ON retailcrm_history (order_id);
