-- One RetailCRM account. Quantities and prices are millionths, times milliseconds; JSON where noted.
CREATE TABLE retailcrm_account (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  zone       TEXT    NOT NULL,  -- dates and times of every answer are in it, without an offset
  currency   TEXT    NOT NULL,
  country    TEXT    NOT NULL,  -- of an order that names none
  url        TEXT    NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE retailcrm_site (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  url  TEXT NOT NULL
);

CREATE TABLE retailcrm_api_key (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  value     TEXT    NOT NULL UNIQUE,
  selective INTEGER NOT NULL CHECK (selective IN (0, 1)),
  scopes    TEXT    NOT NULL,  -- JSON list
  sites     TEXT    NOT NULL   -- JSON list of site codes
);

CREATE TABLE retailcrm_store (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  code           TEXT    NOT NULL UNIQUE,
  name           TEXT    NOT NULL,
  type           TEXT             CHECK (type IN ('store-type-warehouse', 'store-type-retail',
                                                  'store-type-supplier', 'store-type-online')),
  inventory_type TEXT    NOT NULL DEFAULT 'integer' CHECK (inventory_type IN ('integer', 'available')),
  active         INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  address        TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  phone          TEXT,                           -- JSON map
  work_time      TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  external_id    TEXT,
  xml_id         TEXT,
  description    TEXT,
  email          TEXT,
  contact        TEXT
);

CREATE TABLE retailcrm_status (
  code     TEXT PRIMARY KEY,
  category TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE retailcrm_module (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  code             TEXT    NOT NULL UNIQUE,
  integration_code TEXT    NOT NULL,
  name             TEXT,
  base_url         TEXT,
  client_id        TEXT,
  system_url       TEXT    NOT NULL,  -- of this account, as the module last reached it
  logo             TEXT,
  account_url      TEXT,
  active           INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  freeze           INTEGER NOT NULL DEFAULT 0 CHECK (freeze IN (0, 1)),
  actions          TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  countries        TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  integrations     TEXT    NOT NULL DEFAULT '{}'   -- JSON map
);

CREATE TABLE retailcrm_product (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  site        TEXT    NOT NULL REFERENCES retailcrm_site (code),
  catalog_id  INTEGER NOT NULL,  -- every shop has a catalogue of its own, with its id
  external_id TEXT    NOT NULL,
  article     TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  url         TEXT    NOT NULL,
  active      INTEGER NOT NULL CHECK (active IN (0, 1)),
  updated_at  INTEGER NOT NULL,
  UNIQUE (site, external_id)
);

CREATE TABLE retailcrm_offer (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id     INTEGER NOT NULL REFERENCES retailcrm_product (id),
  site           TEXT    NOT NULL REFERENCES retailcrm_site (code),
  external_id    TEXT    NOT NULL,
  xml_id         TEXT    NOT NULL,
  article        TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  unit           TEXT    NOT NULL,
  purchase_price INTEGER,
  active         INTEGER NOT NULL CHECK (active IN (0, 1)),
  UNIQUE (site, external_id)
);
CREATE INDEX retailcrm_offer_product ON retailcrm_offer (product_id);
CREATE INDEX retailcrm_offer_external ON retailcrm_offer (external_id);
CREATE INDEX retailcrm_offer_xml ON retailcrm_offer (xml_id);

CREATE TABLE retailcrm_price (
  offer_id   INTEGER NOT NULL REFERENCES retailcrm_offer (id),
  price_type TEXT    NOT NULL,
  price      INTEGER NOT NULL,
  PRIMARY KEY (offer_id, price_type)
) WITHOUT ROWID;

CREATE TABLE retailcrm_group (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  site        TEXT    NOT NULL REFERENCES retailcrm_site (code),
  external_id TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  parent_id   INTEGER REFERENCES retailcrm_group (id),
  level       INTEGER NOT NULL,
  active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  UNIQUE (site, external_id)
);

CREATE TABLE retailcrm_product_group (
  product_id INTEGER NOT NULL REFERENCES retailcrm_product (id),
  group_id   INTEGER NOT NULL REFERENCES retailcrm_group (id),
  PRIMARY KEY (product_id, group_id)
) WITHOUT ROWID;
CREATE INDEX retailcrm_product_group_group ON retailcrm_product_group (group_id);

CREATE TABLE retailcrm_property (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  code      TEXT    NOT NULL UNIQUE,
  name      TEXT    NOT NULL,
  numeric   INTEGER NOT NULL CHECK (numeric IN (0, 1)),
  visible   INTEGER NOT NULL CHECK (visible IN (0, 1)),
  variative INTEGER NOT NULL CHECK (variative IN (0, 1))
);

CREATE TABLE retailcrm_offer_property (
  offer_id INTEGER NOT NULL REFERENCES retailcrm_offer (id),
  code     TEXT    NOT NULL REFERENCES retailcrm_property (code),
  value    TEXT    NOT NULL,
  PRIMARY KEY (offer_id, code)
) WITHOUT ROWID;
CREATE INDEX retailcrm_offer_property_code ON retailcrm_offer_property (code);

CREATE TABLE retailcrm_inventory (
  offer_id       INTEGER NOT NULL REFERENCES retailcrm_offer (id),
  store          TEXT    NOT NULL REFERENCES retailcrm_store (code),
  quantity       INTEGER NOT NULL CHECK (quantity >= 0),
  purchase_price INTEGER,
  PRIMARY KEY (offer_id, store)
) WITHOUT ROWID;

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

CREATE TABLE retailcrm_pack (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id              INTEGER NOT NULL REFERENCES retailcrm_order_item (id),
  store                TEXT    NOT NULL REFERENCES retailcrm_store (code),
  quantity             INTEGER NOT NULL CHECK (quantity > 0),
  purchase_price       INTEGER,
  shipment_date        TEXT,
  invoice_number       TEXT,
  delivery_note_number TEXT,
  created_at           INTEGER NOT NULL
);
CREATE INDEX retailcrm_pack_item ON retailcrm_pack (item_id);

CREATE TABLE retailcrm_pack_history (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES retailcrm_order (id),
  item_id    INTEGER NOT NULL,  -- may be gone
  created_at INTEGER NOT NULL,
  source     TEXT    NOT NULL CHECK (source IN ('api', 'user')),
  created    INTEGER NOT NULL CHECK (created IN (0, 1)),
  deleted    INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  field      TEXT    NOT NULL,
  old        TEXT    NOT NULL,  -- JSON
  new        TEXT    NOT NULL,  -- JSON
  shown      TEXT    NOT NULL   -- JSON: the pack as the record shows it
);
