-- The catalogue. Prices are millionths, times milliseconds.
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
