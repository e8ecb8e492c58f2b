-- The account and its API keys. Times are milliseconds; JSON where noted.
CREATE TABLE retailcrm_account (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  currency   TEXT    NOT NULL,
  country    TEXT    NOT NULL,  -- of an order that names none
  url        TEXT    NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE retailcrm_api_key (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  value     TEXT    NOT NULL UNIQUE,
  selective INTEGER NOT NULL CHECK (selective IN (0, 1)),
  scopes    TEXT    NOT NULL,  -- JSON list
  sites     TEXT    NOT NULL   -- JSON list of site codes
);
