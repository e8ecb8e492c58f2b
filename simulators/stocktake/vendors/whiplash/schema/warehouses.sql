CREATE TABLE whiplash_warehouse (
  id                    INTEGER PRIMARY KEY AUTOINCREMENT,
  name                  TEXT NOT NULL UNIQUE,
  shipping_address_1    TEXT NOT NULL,
  shipping_address_2    TEXT NOT NULL DEFAULT '',
  shipping_city         TEXT NOT NULL,
  shipping_state        TEXT NOT NULL,
  shipping_zip          TEXT NOT NULL,
  shipping_country      TEXT NOT NULL,
  shipping_country_iso2 TEXT NOT NULL,
  email                 TEXT NOT NULL,
  latitude              REAL,
  longitude             REAL
);
