CREATE TABLE whiplash_shipnotice_item (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  shipnotice_id        INTEGER NOT NULL REFERENCES whiplash_shipnotice (id) ON DELETE CASCADE,
  item_id              INTEGER NOT NULL REFERENCES whiplash_item (id),
  quantity             INTEGER NOT NULL CHECK (quantity >= 0),  -- expected
  quantity_good        INTEGER NOT NULL DEFAULT 0,
  quantity_damaged     INTEGER NOT NULL DEFAULT 0,
  include_in_published INTEGER NOT NULL DEFAULT 0 CHECK (include_in_published IN (0, 1)),
  description          TEXT,
  extended_description TEXT,
  retail_fee           TEXT    NOT NULL DEFAULT '{}',  -- JSON map
  created_at           INTEGER NOT NULL,
  updated_at           INTEGER NOT NULL
);
CREATE INDEX whiplash_shipnotice_item_notice ON whiplash_shipnotice_item (shipnotice_id);
CREATE INDEX whiplash_shipnotice_item_item ON whiplash_shipnotice_item (item_id);
