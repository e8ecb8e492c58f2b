-- Wherefour's rows. Counts are millionths of the unit that the comment names, prices and amounts
-- millionths of a dollar (subtotals are not rounded: docs/reference/wherefour.md 5.6), times
-- milliseconds, dates ISO text. Ids are never used twice.

CREATE TABLE wherefour_organization (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  lots_numbered INTEGER NOT NULL DEFAULT 0,  -- the last generated lot code
  barcodes_numbered INTEGER NOT NULL DEFAULT 0,
  serials_numbered  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE wherefour_user (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL REFERENCES wherefour_organization (id),
  username        TEXT NOT NULL UNIQUE,
  password        TEXT NOT NULL,
  first_name      TEXT NOT NULL,
  last_name       TEXT NOT NULL,
  zone            TEXT NOT NULL
);

-- Settings

CREATE TABLE wherefour_delivery_method (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL,
  kind         TEXT NOT NULL,
  driver_name  TEXT,
  driver_email TEXT,
  instructions TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
);

CREATE TABLE wherefour_payment_term (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  net        INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_sales_channel (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_salesperson (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE wherefour_order_status (
  id                                  INTEGER PRIMARY KEY AUTOINCREMENT,
  name                                TEXT NOT NULL,
  organization_id                     INTEGER NOT NULL REFERENCES wherefour_organization (id),
  position                            INTEGER NOT NULL,
  allow_holds                         INTEGER NOT NULL DEFAULT 1,
  allow_partial_shipments             INTEGER NOT NULL DEFAULT 1,
  allow_shipments                     INTEGER NOT NULL DEFAULT 1,
  new_order_status                    INTEGER NOT NULL DEFAULT 0,
  open_order_status                   INTEGER NOT NULL DEFAULT 0,
  order_archived_status               INTEGER NOT NULL DEFAULT 0,
  order_canceled_status               INTEGER NOT NULL DEFAULT 0,
  order_complete_status               INTEGER NOT NULL DEFAULT 0,
  order_has_holds_status              INTEGER NOT NULL DEFAULT 0,
  order_has_released_all_holds_status INTEGER NOT NULL DEFAULT 0,
  order_has_shipments_status          INTEGER NOT NULL DEFAULT 0,
  shipments_reversed_status           INTEGER NOT NULL DEFAULT 0,
  created_at                          INTEGER NOT NULL,
  updated_at                          INTEGER NOT NULL
);

-- People and places

CREATE TABLE wherefour_customer (
  id                           INTEGER PRIMARY KEY AUTOINCREMENT,
  first_name                   TEXT NOT NULL DEFAULT '',
  middle_name                  TEXT,
  last_name                    TEXT NOT NULL DEFAULT '',
  display_name                 TEXT NOT NULL,
  folded_name                  TEXT NOT NULL,  -- display_name as searches compare it
  email                        TEXT,
  phone                        TEXT,
  mobile                       TEXT NOT NULL DEFAULT '',
  fax                          TEXT NOT NULL DEFAULT '',
  website                      TEXT,
  note                         TEXT,
  kind                         TEXT NOT NULL,
  origin                       TEXT NOT NULL DEFAULT 'wherefour',
  sales_channel_id             INTEGER REFERENCES wherefour_sales_channel (id),
  custom_field_1               TEXT,
  custom_field_2               TEXT,
  custom_field_3               TEXT,
  custom_field_4               TEXT,
  business_license_number      TEXT,
  payment_term_id              INTEGER REFERENCES wherefour_payment_term (id),
  salesperson_id               INTEGER REFERENCES wherefour_salesperson (id),
  delivery_method_id           INTEGER REFERENCES wherefour_delivery_method (id),
  default_special_instructions TEXT,
  block_shipments              INTEGER NOT NULL DEFAULT 0,
  delivery_driver              TEXT,
  delivery_vehicle             TEXT,
  created_at                   INTEGER NOT NULL,
  updated_at                   INTEGER NOT NULL
);
CREATE INDEX wherefour_customer_updated ON wherefour_customer (updated_at);

CREATE TABLE wherefour_address (
  id                       INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id              INTEGER REFERENCES wherefour_customer (id),  -- NULL: an order's own copy, a vendor's, ours
  type                     TEXT NOT NULL,
  descriptive_name         TEXT NOT NULL,
  line1                    TEXT,
  line2                    TEXT,
  line3                    TEXT,
  line4                    TEXT,
  line5                    TEXT,
  city                     TEXT,
  country_subdivision_code TEXT,
  postal_code              TEXT,
  country                  TEXT,
  created_at               INTEGER NOT NULL,
  updated_at               INTEGER NOT NULL
);
CREATE INDEX wherefour_address_customer ON wherefour_address (customer_id);

CREATE TABLE wherefour_vendor (
  id                      INTEGER PRIMARY KEY AUTOINCREMENT,
  first_name              TEXT,
  last_name               TEXT,
  display_name            TEXT NOT NULL,
  folded_name             TEXT NOT NULL,  -- display_name as searches compare it
  email                   TEXT,
  phone                   TEXT,
  mobile                  TEXT,
  fax                     TEXT,
  website                 TEXT,
  note                    TEXT,
  kind                    TEXT NOT NULL,
  custom_field_1          TEXT,
  custom_field_2          TEXT,
  custom_field_3          TEXT,
  custom_field_4          TEXT,
  business_license_number TEXT,
  billing_address_id      INTEGER REFERENCES wherefour_address (id),
  shipping_address_id     INTEGER REFERENCES wherefour_address (id),
  payment_term_id         INTEGER REFERENCES wherefour_payment_term (id),
  delivery_method_id      INTEGER REFERENCES wherefour_delivery_method (id),
  created_at              INTEGER NOT NULL,
  updated_at              INTEGER NOT NULL
);

CREATE TABLE wherefour_facility (
  id                    INTEGER PRIMARY KEY AUTOINCREMENT,
  name                  TEXT NOT NULL,
  locator_code          TEXT NOT NULL,
  is_primary            INTEGER NOT NULL DEFAULT 0,
  allowed_user_strategy TEXT NOT NULL DEFAULT 'all_users',
  level_1_name          TEXT,
  level_2_name          TEXT,
  level_3_name          TEXT,
  level_4_name          TEXT,
  level_5_name          TEXT,
  level_6_name          TEXT,
  address_id            INTEGER REFERENCES wherefour_address (id),
  updated_at            INTEGER NOT NULL DEFAULT 0  -- no API shows it, here or below
);

CREATE TABLE wherefour_location (
  id                             INTEGER PRIMARY KEY AUTOINCREMENT,
  facility_id                    INTEGER NOT NULL REFERENCES wherefour_facility (id),
  parent_location_id             INTEGER REFERENCES wherefour_location (id),
  name                           TEXT NOT NULL,
  locator_code                   TEXT NOT NULL,
  global_identifier              TEXT NOT NULL,
  level_number                   INTEGER NOT NULL DEFAULT 1,
  allowed_for_additives          INTEGER NOT NULL DEFAULT 1,
  allowed_for_pick_and_ship      INTEGER NOT NULL DEFAULT 1,
  allowed_for_returns            INTEGER NOT NULL DEFAULT 1,
  allowed_for_warehouse_receive  INTEGER NOT NULL DEFAULT 1,
  allowed_for_work_order_pulls   INTEGER NOT NULL DEFAULT 1,
  allowed_for_work_order_results INTEGER NOT NULL DEFAULT 1,
  updated_at                     INTEGER NOT NULL DEFAULT 0
);

-- Items and lots

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
