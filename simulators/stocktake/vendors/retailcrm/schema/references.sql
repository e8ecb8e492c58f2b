-- Reference data: shops, stores and statuses. JSON where noted.
CREATE TABLE retailcrm_site (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  url  TEXT NOT NULL
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
