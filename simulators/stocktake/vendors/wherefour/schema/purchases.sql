-- Purchase orders: no operation makes, changes or receives one.

CREATE TABLE wherefour_purchase (
  id                    INTEGER PRIMARY KEY AUTOINCREMENT,
  vendor_id             INTEGER NOT NULL REFERENCES wherefour_vendor (id),
  purchase_number       TEXT NOT NULL,
  purchase_date         TEXT NOT NULL,
  status                TEXT NOT NULL,
  deliver_by_date       TEXT,
  instructions          TEXT,
  discount              INTEGER,
  tax                   INTEGER,
  shipping              INTEGER,
  delivery_method_id    INTEGER REFERENCES wherefour_delivery_method (id),
  payment_term_id       INTEGER REFERENCES wherefour_payment_term (id),
  facility_address_id   INTEGER REFERENCES wherefour_address (id),
  bill_to_address_id    INTEGER REFERENCES wherefour_address (id),
  deliver_to_address_id INTEGER REFERENCES wherefour_address (id),
  ship_to_address_id    INTEGER REFERENCES wherefour_address (id),
  created_at            INTEGER NOT NULL,
  updated_at            INTEGER NOT NULL
);
CREATE INDEX wherefour_purchase_number ON wherefour_purchase (purchase_number);
CREATE INDEX wherefour_purchase_updated ON wherefour_purchase (updated_at);

CREATE TABLE wherefour_purchase_item (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  purchase_id   INTEGER NOT NULL REFERENCES wherefour_purchase (id),
  inventory_id  INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  name          TEXT NOT NULL,
  sku           TEXT,
  category_name TEXT,
  count         INTEGER NOT NULL CHECK (count >= 0),  -- unit of purchase
  cost          INTEGER NOT NULL,  -- price of one
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX wherefour_purchase_item_purchase ON wherefour_purchase_item (purchase_id);
