-- Inventory items with their categories, units and custom fields.

CREATE TABLE wherefour_category (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  updated_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE wherefour_inventory (
  id                                 INTEGER PRIMARY KEY AUTOINCREMENT,
  name                               TEXT NOT NULL,
  folded_name                        TEXT NOT NULL,  -- name as searches compare it
  category_id                        INTEGER REFERENCES wherefour_category (id),
  unit_of_use                        TEXT NOT NULL,
  unit_of_purchase                   TEXT NOT NULL,
  unit_of_order                      TEXT NOT NULL,
  unit_of_invoice                    TEXT NOT NULL,
  unit_of_pick_and_ship              TEXT NOT NULL,
  unit_of_weight                     TEXT,
  unit_of_dimension                  TEXT,
  purchase_conversion                INTEGER NOT NULL DEFAULT 1000000,
  property                           TEXT NOT NULL
    CHECK (property IN ('raw_material', 'overhead', 'work_in_progress', 'finished_good')),
  sku                                TEXT,
  upc                                TEXT,
  pull_strategy                      TEXT NOT NULL
    CHECK (pull_strategy IN ('FIFO', 'Hand Pick', 'FEFO', 'LIFO')),
  reorder_point                      INTEGER NOT NULL DEFAULT 0,
  rate                               INTEGER,
  lead_time                          INTEGER NOT NULL DEFAULT 0,
  retired                            INTEGER NOT NULL DEFAULT 0,
  waste_percentage                   INTEGER NOT NULL DEFAULT 0,
  quantity_not_tracked               INTEGER NOT NULL DEFAULT 0,
  standard_cost                      INTEGER,
  price                              INTEGER NOT NULL DEFAULT 0,  -- of one unit of order; no API shows it
  weight                             INTEGER,
  height                             INTEGER,
  width                              INTEGER,
  length                             INTEGER,
  internal_photo_is_public           INTEGER NOT NULL DEFAULT 1,
  internal_description               TEXT,
  internal_description_is_public     INTEGER NOT NULL DEFAULT 1,
  public_name                        TEXT NOT NULL,
  public_description                 TEXT,
  show_hold_amounts                  INTEGER NOT NULL DEFAULT 1,
  internal_name_is_public            INTEGER NOT NULL DEFAULT 1,
  receive_default_delivery_method_id INTEGER REFERENCES wherefour_delivery_method (id),
  receive_default_location_id        INTEGER REFERENCES wherefour_location (id),
  receive_default_accept_rows        INTEGER NOT NULL DEFAULT 1,
  receive_default_to_total_cost      INTEGER NOT NULL DEFAULT 1,
  receive_default_stock_status       TEXT,
  receive_require_barcode            INTEGER NOT NULL DEFAULT 0,
  receive_require_serial_number      INTEGER NOT NULL DEFAULT 0,
  receive_require_location           INTEGER NOT NULL DEFAULT 0,
  receive_require_expiration_date    INTEGER NOT NULL DEFAULT 0,
  receive_prefill_expiration_date    INTEGER NOT NULL DEFAULT 0,
  receive_expiration_date_days       INTEGER NOT NULL DEFAULT 30,
  receive_allow_unit_of_receiving_change INTEGER NOT NULL DEFAULT 1,
  receive_keep_quantity              INTEGER NOT NULL DEFAULT 1,
  receive_keep_unit_of_receiving     INTEGER NOT NULL DEFAULT 1,
  receive_keep_cost                  INTEGER NOT NULL DEFAULT 1,
  receive_keep_vendor_item_number    INTEGER NOT NULL DEFAULT 1,
  receive_keep_location              INTEGER NOT NULL DEFAULT 1,
  receive_keep_expiration_date       INTEGER NOT NULL DEFAULT 1,
  receive_keep_stock_description     INTEGER NOT NULL DEFAULT 1,
  receive_allow_custom_field_entry   INTEGER NOT NULL DEFAULT 1,
  created_at                         INTEGER NOT NULL,
  updated_at                         INTEGER NOT NULL
);
CREATE INDEX wherefour_inventory_sku ON wherefour_inventory (sku);
CREATE INDEX wherefour_inventory_updated ON wherefour_inventory (updated_at);
CREATE INDEX wherefour_inventory_folded ON wherefour_inventory (folded_name);

CREATE TABLE wherefour_conversion (  -- one unit_of_measurement is to_count / from_count of unit_of_use
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  inventory_id        INTEGER NOT NULL REFERENCES wherefour_inventory (id),
  unit_of_measurement TEXT NOT NULL,
  to_count            INTEGER NOT NULL CHECK (to_count > 0),
  from_count          INTEGER NOT NULL CHECK (from_count > 0),
  catch_weight        INTEGER NOT NULL DEFAULT 0,
  maximum_weight      INTEGER,
  minimum_weight      INTEGER,
  UNIQUE (inventory_id, unit_of_measurement)
);

CREATE TABLE wherefour_custom_field (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  value_type TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_custom_field_value (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  custom_field_id INTEGER NOT NULL REFERENCES wherefour_custom_field (id),
  inventory_id    INTEGER REFERENCES wherefour_inventory (id),
  active_stock_id INTEGER REFERENCES wherefour_stock (id),
  value           TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
);
CREATE INDEX wherefour_custom_field_value_inventory ON wherefour_custom_field_value (inventory_id);
CREATE INDEX wherefour_custom_field_value_stock ON wherefour_custom_field_value (active_stock_id);
