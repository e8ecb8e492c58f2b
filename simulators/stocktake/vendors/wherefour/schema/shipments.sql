-- Shipments of orders.

CREATE TABLE wherefour_shipment (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id            INTEGER NOT NULL REFERENCES wherefour_order (id),
  user_id             INTEGER NOT NULL REFERENCES wherefour_user (id),
  ship_date           INTEGER NOT NULL,
  shipment_number     INTEGER NOT NULL,
  tracking_number     TEXT,
  note                TEXT,
  delivery_method_id  INTEGER REFERENCES wherefour_delivery_method (id),
  delivery_driver     TEXT,
  delivery_vehicle    TEXT,
  shipping_address_id INTEGER REFERENCES wherefour_address (id),
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL,
  UNIQUE (order_id, shipment_number)
);

CREATE TABLE wherefour_shipment_item (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  shipment_id    INTEGER NOT NULL REFERENCES wherefour_shipment (id),
  order_item_id  INTEGER NOT NULL REFERENCES wherefour_order_item (id),
  inventory_name TEXT NOT NULL,
  inventory_sku  TEXT,
  count          INTEGER NOT NULL,  -- unit of pick and ship
  quantity       INTEGER NOT NULL,  -- unit of order
  taken          INTEGER NOT NULL   -- unit of use
);
CREATE INDEX wherefour_shipment_item_shipment ON wherefour_shipment_item (shipment_id);
CREATE INDEX wherefour_shipment_item_line ON wherefour_shipment_item (order_item_id);
