CREATE TABLE whiplash_shipnotice (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id       INTEGER NOT NULL REFERENCES whiplash_customer (id),
  sender            TEXT,
  eta               INTEGER,
  warehouse_id      INTEGER NOT NULL REFERENCES whiplash_warehouse (id),
  status            INTEGER NOT NULL,
  arrived_at        INTEGER,
  completed_at      INTEGER,
  received_by       TEXT,
  notes_by_customer TEXT,
  total_boxes       INTEGER,
  pack_fee_actual   INTEGER,
  pick_fee_actual   INTEGER,
  total_fee_actual  INTEGER,
  originator_id     TEXT,
  provider          TEXT    NOT NULL DEFAULT 'api',
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
);
CREATE INDEX whiplash_shipnotice_customer ON whiplash_shipnotice (customer_id, updated_at);
CREATE INDEX whiplash_shipnotice_status ON whiplash_shipnotice (status);
