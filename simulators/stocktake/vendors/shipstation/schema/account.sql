CREATE TABLE shipstation_store (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  name             TEXT    NOT NULL,
  marketplace_id   INTEGER NOT NULL,  -- 0: a manual store, to which the API adds orders
  marketplace_name TEXT    NOT NULL,
  account_name     TEXT,
  integration_url  TEXT,  -- of a Custom Store
  active           INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  refreshed_at     INTEGER,
  tried_at         INTEGER,
  created_at       INTEGER NOT NULL,
  modified_at      INTEGER NOT NULL,
  auto_refresh     INTEGER NOT NULL DEFAULT 0 CHECK (auto_refresh IN (0, 1)),
  -- Of a Custom Store only.
  authorization    TEXT,     -- the header's value
  exported_to      INTEGER,  -- where the next window of its feed begins
  every            INTEGER   -- milliseconds between two windows
);

CREATE TABLE shipstation_warehouse (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL,
  origin     TEXT    NOT NULL,  -- JSON address
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  created_at INTEGER NOT NULL
);

CREATE TABLE shipstation_carrier (
  code           TEXT    PRIMARY KEY,
  name           TEXT    NOT NULL,
  account_number TEXT,
  needs_funds    INTEGER NOT NULL CHECK (needs_funds IN (0, 1)),
  balance        INTEGER NOT NULL,
  provider_id    INTEGER NOT NULL,
  is_primary     INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
  service        TEXT    NOT NULL,  -- the usual one
  cost           INTEGER NOT NULL   -- of a label
);
