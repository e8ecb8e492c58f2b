CREATE TABLE whiplash_bundle_item (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  bundle_id       INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  item_id         INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  parent_item_id  INTEGER REFERENCES whiplash_item (id),
  quantity        INTEGER NOT NULL CHECK (quantity > 0),
  max_per_package INTEGER,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);
CREATE INDEX whiplash_bundle_item_bundle ON whiplash_bundle_item (bundle_id);
CREATE INDEX whiplash_bundle_item_item ON whiplash_bundle_item (item_id);
CREATE INDEX whiplash_bundle_item_updated ON whiplash_bundle_item (updated_at);
