-- Packs and their history. Quantities and prices are millionths, times milliseconds; JSON where noted.
CREATE TABLE retailcrm_pack (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  item_id              INTEGER NOT NULL REFERENCES retailcrm_order_item (id),
  store                TEXT    NOT NULL REFERENCES retailcrm_store (code),
  quantity             INTEGER NOT NULL CHECK (quantity > 0),
  purchase_price       INTEGER,
  shipment_date        TEXT,
  invoice_number       TEXT,
  delivery_note_number TEXT,
  created_at           INTEGER NOT NULL
);
CREATE INDEX retailcrm_pack_item ON retailcrm_pack (item_id);

CREATE TABLE retailcrm_pack_history (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES retailcrm_order (id),
  item_id    INTEGER NOT NULL,  -- may be gone
  created_at INTEGER NOT NULL,
  source     TEXT    NOT NULL CHECK (source IN ('api', 'user')),
  created    INTEGER NOT NULL CHECK (created IN (0, 1)),
  deleted    INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  field      TEXT    NOT NULL,
  old        TEXT    NOT NULL,  -- JSON
  new        TEXT    NOT NULL,  -- JSON
  shown      TEXT    NOT NULL   -- JSON: the pack as the record shows it
);
