CREATE TABLE whiplash_shelf (  -- what lies in a warehouse; batched goods have left the shelf
  item_id      INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  warehouse_id INTEGER NOT NULL REFERENCES whiplash_warehouse (id),
  quantity     INTEGER NOT NULL,
  PRIMARY KEY (item_id, warehouse_id)
) WITHOUT ROWID;

CREATE TABLE whiplash_item_transaction (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id       INTEGER NOT NULL REFERENCES whiplash_item (id) ON DELETE CASCADE,
  change        INTEGER NOT NULL,
  quantity      INTEGER NOT NULL,  -- the item's after it
  description   TEXT    NOT NULL,
  order_id      INTEGER REFERENCES whiplash_order (id),
  shipnotice_id INTEGER REFERENCES whiplash_shipnotice (id),
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX whiplash_item_transaction_item ON whiplash_item_transaction (item_id);
CREATE INDEX whiplash_item_transaction_order ON whiplash_item_transaction (order_id);
CREATE INDEX whiplash_item_transaction_shipnotice ON whiplash_item_transaction (shipnotice_id);
