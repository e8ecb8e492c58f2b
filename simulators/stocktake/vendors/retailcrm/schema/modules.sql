-- Integration modules. JSON where noted.
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
