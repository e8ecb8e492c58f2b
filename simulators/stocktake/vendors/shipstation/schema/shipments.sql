CREATE TABLE shipstation_shipment (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id        INTEGER NOT NULL REFERENCES shipstation_order (id),
  created_at      INTEGER NOT NULL,
  ship_date       TEXT    NOT NULL,  -- ISO date
  cost            INTEGER NOT NULL,
  tracking_number TEXT    NOT NULL,
  is_return       INTEGER NOT NULL DEFAULT 0 CHECK (is_return IN (0, 1)),
  batch_number    TEXT,
  carrier_code    TEXT    NOT NULL,
  service_code    TEXT    NOT NULL,
  package_code    TEXT    NOT NULL,
  confirmation    TEXT,
  warehouse_id    INTEGER,
  voided_at       INTEGER,
  is_notified     INTEGER NOT NULL DEFAULT 0 CHECK (is_notified IN (0, 1)),
  notify_error    TEXT,
  ship_to         TEXT    NOT NULL,  -- JSON address, as it was
  weight          TEXT,  -- JSON
  dimensions      TEXT,  -- JSON
  insurance       TEXT   -- JSON
);
CREATE INDEX shipstation_shipment_order ON shipstation_shipment (order_id);

CREATE TABLE shipstation_shipment_item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  shipment_id   INTEGER NOT NULL REFERENCES shipstation_shipment (id),
  order_item_id INTEGER NOT NULL,  -- of an item that may be gone
  line_item_key TEXT,
  sku           TEXT,
  name          TEXT,
  quantity      INTEGER NOT NULL,
  unit_price    INTEGER
);
CREATE INDEX shipstation_shipment_item_shipment ON shipstation_shipment_item (shipment_id);
CREATE INDEX shipstation_shipment_item_item ON shipstation_shipment_item (order_item_id);

CREATE TABLE shipstation_fulfillment (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id        INTEGER NOT NULL REFERENCES shipstation_order (id),
  tracking_number TEXT,
  created_at      INTEGER NOT NULL,
  ship_date       TEXT    NOT NULL,  -- ISO date
  carrier_code    TEXT    NOT NULL,
  is_notified     INTEGER NOT NULL DEFAULT 0 CHECK (is_notified IN (0, 1)),
  notify_error    TEXT,
  ship_to         TEXT    NOT NULL   -- JSON address, as it was
);
CREATE INDEX shipstation_fulfillment_order ON shipstation_fulfillment (order_id);
