CREATE TABLE shipstation_web_hook (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  url      TEXT    NOT NULL,
  event    TEXT    NOT NULL,
  store_id INTEGER REFERENCES shipstation_store (id),  -- NULL: of all
  name     TEXT,
  base_url TEXT    NOT NULL  -- by which the subscriber reached the API: its pointers begin so
);

-- What a hook points at: records that came at once.
CREATE TABLE shipstation_batch_row (
  batch     TEXT    NOT NULL,
  record_id INTEGER NOT NULL,
  PRIMARY KEY (batch, record_id)
) WITHOUT ROWID;
