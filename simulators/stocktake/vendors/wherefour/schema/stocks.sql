-- Stock lots, and the adjustments that changes of their counts leave.

CREATE TABLE wherefour_stock (
  id                     INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id                INTEGER NOT NULL REFERENCES wherefour_user (id),
  organization_id        INTEGER NOT NULL REFERENCES wherefour_organization (id),
  inventory_id           INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  location_id            INTEGER REFERENCES wherefour_location (id),
  lot_code               TEXT NOT NULL,
  status                 TEXT NOT NULL
    CHECK (status IN ('active', 'inactive', 'on_hold', 'quarantined')),
  barcode                TEXT,
  serial_number          TEXT,
  details                TEXT NOT NULL,
  note                   TEXT NOT NULL DEFAULT '',
  count                  INTEGER NOT NULL CHECK (count >= 0),  -- unit of use
  base_count             INTEGER NOT NULL,
  cost                   INTEGER NOT NULL DEFAULT 0,  -- of the whole lot as received
  rate                   INTEGER,
  vendor_id              INTEGER REFERENCES wherefour_vendor (id),
  purchase_id            INTEGER,
  expiration_date        TEXT,
  expiration_notified_at INTEGER,
  weight                 INTEGER,
  height                 INTEGER,
  width                  INTEGER,
  length                 INTEGER,
  global_identifier      TEXT NOT NULL,
  generate_barcode       INTEGER NOT NULL DEFAULT 0,
  generate_lot_code      INTEGER NOT NULL DEFAULT 0,
  generate_serial_number INTEGER NOT NULL DEFAULT 0,
  received_at            INTEGER NOT NULL,
  created_at             INTEGER NOT NULL,
  updated_at             INTEGER NOT NULL
);
CREATE INDEX wherefour_stock_inventory ON wherefour_stock (inventory_id);
CREATE INDEX wherefour_stock_lot_code ON wherefour_stock (lot_code);
CREATE INDEX wherefour_stock_barcode ON wherefour_stock (barcode);
CREATE INDEX wherefour_stock_serial_number ON wherefour_stock (serial_number);

CREATE TABLE wherefour_adjustment (  -- a lot as it was when its count changed
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id  INTEGER NOT NULL REFERENCES wherefour_organization (id),
  user_id          INTEGER NOT NULL REFERENCES wherefour_user (id),
  stock_id         INTEGER NOT NULL REFERENCES wherefour_stock (id),
  shipment_item_id INTEGER REFERENCES wherefour_shipment_item (id),
  reason           TEXT NOT NULL,
  lot_code         TEXT NOT NULL,
  old_lot_code     TEXT NOT NULL,
  barcode          TEXT,
  old_barcode      TEXT,
  details          TEXT NOT NULL,
  rate             INTEGER,
  cost             INTEGER NOT NULL,
  change           INTEGER NOT NULL,  -- signed, unit of use; count and absolute_change are its size
  note             TEXT NOT NULL,
  expiration_date  TEXT,
  effective_at     INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
);
CREATE INDEX wherefour_adjustment_stock ON wherefour_adjustment (stock_id);
CREATE INDEX wherefour_adjustment_effective ON wherefour_adjustment (effective_at);
CREATE INDEX wherefour_adjustment_created ON wherefour_adjustment (created_at);
CREATE INDEX wherefour_adjustment_shipment_item ON wherefour_adjustment (shipment_item_id);
