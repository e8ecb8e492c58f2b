-- Customers.

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
