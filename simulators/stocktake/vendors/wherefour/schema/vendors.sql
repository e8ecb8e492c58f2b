-- Vendors, of whom goods are bought: no operation changes them.

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
