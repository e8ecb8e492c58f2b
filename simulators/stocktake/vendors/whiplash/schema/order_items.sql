CREATE TABLE whiplash_order_bundle (  -- what was ordered, where that became lines of components
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES whiplash_order (id) ON DELETE CASCADE,
  item_id  INTEGER NOT NULL REFERENCES whiplash_item (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0)
);
CREATE INDEX whiplash_order_bundle_order ON whiplash_order_bundle (order_id);
CREATE INDEX whiplash_order_bundle_item ON whiplash_order_bundle (item_id);

CREATE TABLE whiplash_order_item (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id       INTEGER NOT NULL REFERENCES whiplash_order (id) ON DELETE CASCADE,
  item_id        INTEGER NOT NULL REFERENCES whiplash_item (id),
  bundle_id      INTEGER REFERENCES whiplash_order_bundle (id),  -- NULL: ordered as itself
  package_id     INTEGER REFERENCES whiplash_package (id),
  packaging      INTEGER NOT NULL DEFAULT 0 CHECK (packaging IN (0, 1)),
  quantity       INTEGER NOT NULL CHECK (quantity >= 0),
  packed         INTEGER NOT NULL DEFAULT 0,
  price          INTEGER NOT NULL DEFAULT 0,
  retail_fee     INTEGER,
  wholesale_cost INTEGER,
  currency       TEXT    NOT NULL DEFAULT 'USD',
  sku            TEXT,
  description    TEXT,
  originator_id  TEXT,
  provider       TEXT    NOT NULL DEFAULT 'api',
  serialnumbers  TEXT    NOT NULL DEFAULT '[]',  -- JSON list
  misc           TEXT,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
);
CREATE INDEX whiplash_order_item_order ON whiplash_order_item (order_id);
CREATE INDEX whiplash_order_item_item ON whiplash_order_item (item_id);
CREATE INDEX whiplash_order_item_originator ON whiplash_order_item (originator_id);
